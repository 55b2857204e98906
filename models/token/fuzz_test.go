package token

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzEncode(f *testing.F) {
	for _, text := range []string{
		"a photo of a cat", "don't &amp;lt; <|endoftext|>", "schÃ¶n â€œ \x85", "\xed\xa0\xbd\xed\xb8\x80 \xff",
		"İ ΟΔΟΣ ﬁ ＡＢＣ ŉ", "\x1b[0m\x00\r\n", "e\u0301\u0323 \u0345", strings.Repeat("supercali", 40),
	} {
		f.Add(text)
	}
	full := []*Tokenizer{clip(f, -1), clip(f, 500, WithMojibake(), WithContext(8))}
	f.Fuzz(func(t *testing.T, text string) {
		for _, v := range full {
			checkEncoding(t, v, text)
		}
	})
}

func checkEncoding(t *testing.T, v *Tokenizer, text string) {
	t.Helper()
	e := v.Encode(text)
	if again := v.Encode(text); !slices.Equal(e.IDs, again.IDs) || e.Cut != again.Cut {
		t.Fatalf("%q: %+v, then %+v", text, e, again)
	}
	clean, spans := v.Spans(text)
	if !utf8.ValidString(clean) || !strings.HasSuffix(clean, e.Cut) {
		t.Fatalf("%q: cleaned %q, cut %q", text, clean, e.Cut)
	}
	room := v.ContextLen() - 2
	if e.Truncated != (len(spans) > room) || e.Truncated != (e.Cut != "") || e.Length != min(len(spans), room)+2 {
		t.Fatalf("%q: %d tokens, but %+v", text, len(spans), e)
	}
	at := 0
	for i, s := range spans {
		if s.ID < 0 || int(s.ID) >= v.VocabSize() || s.Start < at || s.End <= s.Start || s.End > len(clean) {
			t.Fatalf("%q: span %d is %+v after byte %d", text, i, s, at)
		}
		if i < room && e.IDs[1+i] != s.ID {
			t.Fatalf("%q: id %d is %d, its span %+v", text, i, e.IDs[1+i], s)
		}
		at = s.End
	}
	if len(e.IDs) != v.ContextLen() || e.IDs[0] != v.SOT() || e.IDs[e.Length-1] != v.EOT() {
		t.Fatalf("%q: frame of %v", text, e.IDs)
	}
}
