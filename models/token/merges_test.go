package token

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadMerges(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
		err        string
	}{
		{"empty", "", nil, ""},
		{"plain", "i n\nt h\n", []string{"i n", "t h"}, ""},
		{"no last line feed", "i n\nt h", []string{"i n", "t h"}, ""},
		{"Windows lines", "i n\r\nt h\r\n", []string{"i n", "t h"}, ""},
		{"header", "\"bpe_simple_vocab_16e6.txt#version: 0.2\ni n\n", []string{"i n"}, ""},
		{"later header", "i n\n#version: 0.2\n", []string{"i n", "#version: 0.2"}, ""},
		{"blank line", "i n\n\nt h\n", nil, "line 2"},
		{"one symbol", "i n\nth\n", nil, "line 2"},
		{"three symbols", "i n g\n", nil, "line 1"},
		{"two spaces", "i  n\n", nil, "line 1"},
		{"compressed", "\x1f\x8b\x08\x00 \xff\n", nil, "decompress"},
		{"endless line", strings.Repeat("x", 1<<20), nil, "line 1"},
	}
	for _, test := range tests {
		got, err := ReadMerges(strings.NewReader(test.text))
		if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.err)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestReadMergesKeepsReadError(t *testing.T) {
	broken := errors.New("wire cut")
	if _, err := ReadMerges(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error %v does not wrap %v", err, broken)
	}
}

// CLIP's own file has 262,146 lines, of which it uses the header and 48,894.
func TestReadMergesStopsWhereCLIPStops(t *testing.T) {
	text := strings.Repeat("a b\n", MaxMerges) + "not a merge at all\n"
	merges, err := ReadMerges(strings.NewReader(text))
	if err != nil || len(merges) != MaxMerges {
		t.Errorf("%d merges, error %v; want %d", len(merges), err, MaxMerges)
	}
}

func FuzzReadMerges(f *testing.F) {
	f.Add("#version: 0.2\ni n\nt h\nin g</w>\n")
	f.Add("i n\ni n\n")
	f.Add("\xff \xfe\n")
	f.Fuzz(func(t *testing.T, text string) {
		merges, err := ReadMerges(strings.NewReader(text))
		if err != nil {
			return
		}
		v, err := New(merges)
		if err != nil {
			return
		}
		for _, id := range v.Encode(text).IDs {
			if id < 0 || int(id) >= v.VocabSize() {
				t.Fatalf("id %d outside a vocabulary of %d", id, v.VocabSize())
			}
		}
	})
}
