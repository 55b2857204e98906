package token

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// mergeByTheBook does what CLIP's code says: find the lowest-ranked pair,
// merge all its occurrences, repeat.
func mergeByTheBook(v *Tokenizer, piece string) []int32 {
	var ids []int32
	for _, b := range []byte(piece) {
		ids = append(ids, v.bytes.id[b])
	}
	ids[len(ids)-1] += 256
	for {
		best, pair := int32(-1), uint64(0)
		for i := range len(ids) - 1 {
			key := pairKey(ids[i], ids[i+1])
			if id, ok := v.pairs[key]; ok && (best < 0 || id < best) {
				best, pair = id, key
			}
		}
		if best < 0 {
			return ids
		}
		for i := 0; i+1 < len(ids); i++ {
			if pairKey(ids[i], ids[i+1]) == pair {
				ids = slices.Replace(ids, i, i+2, best)
			}
		}
	}
}

func mergeQueued(v *Tokenizer, piece string) []int32 {
	m := merger{pairs: v.pairs, bytes: v.bytes}
	var ids []int32
	at := 0
	for _, s := range m.appendSpans(nil, piece, 0) {
		if s.Start != at || s.End <= at {
			return nil
		}
		at = s.End
		ids = append(ids, s.ID)
	}
	if at != len(piece) {
		return nil
	}
	return ids
}

func TestMergeOrder(t *testing.T) {
	v := clip(t, -1)
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []string{"abc", "etaoinshrdlu", "xa", "éß猫", "\x00\xff\x80z"}
	for range 2000 {
		set := letters[rng.IntN(len(letters))]
		piece := make([]byte, 1+rng.IntN(60))
		for i := range piece {
			piece[i] = set[rng.IntN(len(set))]
		}
		got, want := mergeQueued(v, string(piece)), mergeByTheBook(v, string(piece))
		if !slices.Equal(got, want) {
			t.Fatalf("%q: %v, want %v", piece, got, want)
		}
	}
}

// The queue must not see more than a few pairs per byte, however long the
// word: that is what keeps one huge word from taking quadratic time.
func TestLongWordWork(t *testing.T) {
	v := clip(t, -1)
	for _, unit := range []string{"x", "haha", "antidisestablishmentarianism", "😀", "-=", "é"} {
		word := strings.Repeat(unit, 100_000/len(unit))
		m := merger{pairs: v.pairs, bytes: v.bytes}
		spans := m.appendSpans(nil, word, 0)
		if m.queued > 3*len(word) {
			t.Errorf("%q repeated: %d pairs queued for %d bytes", unit, m.queued, len(word))
		}
		if last := spans[len(spans)-1]; last.End != len(word) {
			t.Errorf("%q repeated: tokens end at byte %d of %d", unit, last.End, len(word))
		}
	}
}

func TestLongTexts(t *testing.T) {
	v := clip(t, -1, WithMojibake())
	const size = 100_000
	for _, unit := range []string{
		"x", "a cat ", "&", "&amp;", "amp;", "&#", "&semi", "<", "\x1b[", "\x1b[1;", "\x00", "'", "Σ", ":", "Σ:",
		"\u0301", "e\u0301", "\u0f71\u0f72", "Ã", "Ã ", "â€", "Ã©", "\xff", "\xed\xa0\xbd", "\n", "\r", "<|endoftext|>",
	} {
		e := v.Encode("&amp;" + strings.Repeat(unit, size/len(unit)))
		if len(e.IDs) != Context || e.Length > Context {
			t.Errorf("%q repeated: %d ids, length %d", unit, len(e.IDs), e.Length)
		}
	}
}
