package token

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// clipMerges reads CLIP's list from the file that package clipvocab embeds;
// importing the package itself would make a cycle.
var clipMerges = sync.OnceValues(func() ([]string, error) {
	file, err := os.Open("clipvocab/merges.txt.gz")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return ReadMerges(text)
})

// clip builds a tokenizer from the first n of CLIP's merges, all if n < 0.
func clip(tb testing.TB, n int, opts ...Option) *Tokenizer {
	tb.Helper()
	merges, err := clipMerges()
	if err != nil {
		tb.Fatal(err)
	}
	if n < 0 {
		n = len(merges)
	}
	t, err := New(merges[:n], opts...)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// readJSON reads a file of one JSON value, or of one a line into a slice.
func readJSON[T any](tb testing.TB, path string) []T {
	tb.Helper()
	file, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	var values []T
	for d := json.NewDecoder(file); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			tb.Fatal(err)
		}
		values = append(values, v)
	}
	return values
}

func TestVocabulary(t *testing.T) {
	tests := []struct{ merges, size, sot, eot int }{
		{0, 514, 512, 513},
		{1, 515, 513, 514},
		{8192 - 514, 8192, 8190, 8191},
		{MaxMerges, 49408, 49406, 49407},
	}
	for _, test := range tests {
		v := clip(t, test.merges)
		if v.VocabSize() != test.size || v.SOT() != int32(test.sot) || v.EOT() != int32(test.eot) {
			t.Errorf("%d merges: size %d, SOT %d, EOT %d; want %d, %d, %d",
				test.merges, v.VocabSize(), v.SOT(), v.EOT(), test.size, test.sot, test.eot)
		}
	}
}

func TestByteSymbols(t *testing.T) {
	a := newAlphabet()
	tests := []struct {
		b    byte
		id   int32
		char rune
	}{
		{'!', 0, '!'}, {'~', 93, '~'}, {0xA1, 94, '¡'}, {0xAC, 105, '¬'}, {0xAE, 106, '®'}, {0xFF, 187, 'ÿ'},
		{0x00, 188, 'Ā'}, {' ', 220, 'Ġ'}, {0x7F, 221, 'ġ'}, {0xAD, 255, 'Ń'},
	}
	for _, test := range tests {
		if a.id[test.b] != test.id || a.char[test.b] != test.char {
			t.Errorf("byte %#x: id %d as %q, want %d as %q", test.b, a.id[test.b], a.char[test.b], test.id, test.char)
		}
	}
	if n := len(a.symbols(0)); n != baseSymbols {
		t.Errorf("%d different base symbols, want %d", n, baseSymbols)
	}
}

// CLIP's first merges are "i n", "t h" and "a n".
func TestPrefixKeepsIDs(t *testing.T) {
	got := clip(t, 3).Tokens("think an")
	want := []int32{513, 512, 'k' - '!' + 256, 'a' - '!', 'n' - '!' + 256}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		merges []string
		opts   []Option
		want   string
	}{
		{"no space", []string{"in"}, nil, "two symbols"},
		{"three parts", []string{"i n g"}, nil, "two symbols"},
		{"empty part", []string{" n"}, nil, "two symbols"},
		{"unknown part", []string{"i ng"}, nil, "no earlier merge"},
		{"out of order", []string{"in g", "i n"}, nil, "no earlier merge"},
		{"repeated", []string{"i n", "i n"}, nil, "already exists"},
		{"same result", []string{"i n", "n g", "in g", "i ng"}, nil, "already exists"},
		{"raw byte", []string{"\xff n"}, nil, "no earlier merge"},
		{"too many", make([]string, MaxMerges+1), nil, "at most"},
		{"context", nil, []Option{WithContext(1)}, "need 2"},
		{"endless context", nil, []Option{WithContext(MaxContext + 1)}, "are the most"},
	}
	for _, test := range tests {
		_, err := New(test.merges, test.opts...)
		if err == nil || !strings.HasPrefix(err.Error(), "token: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}
