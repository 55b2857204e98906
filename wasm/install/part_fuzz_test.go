package install

import (
	"strings"
	"testing"

	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// FuzzPart reads lists of pieces: what is accepted is within limits, and reads
// the same when it is written again.
func FuzzPart(f *testing.F) {
	digest := store.Digest(strings.Repeat("ab", 32))
	whole := part{from: fetch.Origin{Base: "https://host/model/", Tag: `"1"`}, pieces: []piece{{digest, 7}, {digest, 9}}}
	for _, text := range []string{whole.String(), part{}.String(), "", "a\nb\nc 1\n", "\n\n" + string(digest) + " -1\n", "\n\n" + string(digest) + " 99999999999999999999\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parsePart(text)
		if err != nil {
			return
		}
		again, err := parsePart(l.String())
		if err != nil || again.String() != l.String() || l.size() > fetch.MaxItem {
			t.Errorf("%q became %q, %v", text, again.String(), err)
		}
		if head := l.until(l.size() / 2); head.size() > l.size()/2 {
			t.Errorf("the first %d bytes have %d", l.size()/2, head.size())
		}
	})
}
