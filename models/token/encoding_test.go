package token

import (
	"slices"
	"strings"
	"testing"
)

func TestEncodeFrames(t *testing.T) {
	v := clip(t, -1)
	tests := []struct {
		text string
		want []int32
	}{
		{"hello world", []int32{49406, 3306, 1002, 49407}},
		{"", []int32{49406, 49407}},
		{" \n\t ", []int32{49406, 49407}},
		{"Hello, World!", []int32{49406, 3306, 267, 1002, 256, 49407}},
	}
	for _, test := range tests {
		e := v.Encode(test.text)
		want := append(slices.Clone(test.want), make([]int32, Context-len(test.want))...)
		if !slices.Equal(e.IDs, want) || e.Length != len(test.want) || e.Truncated || e.Cut != "" {
			t.Errorf("%q: %+v, want ids %v", test.text, e, want)
		}
	}
}

func TestEncodeTruncates(t *testing.T) {
	tests := []struct {
		context, words int
		length         int
		cut            string
	}{
		{77, 74, 76, ""},
		{77, 75, 77, ""},
		{77, 76, 77, "cat"},
		{77, 78, 77, "cat cat cat"},
		{2, 0, 2, ""},
		{2, 1, 2, "cat"},
		{3, 1, 3, ""},
		{5, 5, 5, "cat cat"},
	}
	for _, test := range tests {
		v := clip(t, -1, WithContext(test.context))
		e := v.Encode(strings.Repeat("Cat ", test.words))
		if len(e.IDs) != test.context || v.ContextLen() != test.context {
			t.Fatalf("%+v: %d ids", test, len(e.IDs))
		}
		if e.Length != test.length || e.Truncated != (test.cut != "") || e.Cut != test.cut {
			t.Errorf("%+v: length %d, truncated %v, cut %q", test, e.Length, e.Truncated, e.Cut)
		}
		if e.IDs[0] != v.SOT() || e.IDs[e.Length-1] != v.EOT() || slices.Index(e.IDs, v.EOT()) != e.Length-1 {
			t.Errorf("%+v: frame of %v is broken", test, e.IDs)
		}
	}
}

// A word that is only read in part counts as cut.
func TestCutStartsAtWord(t *testing.T) {
	v := clip(t, -1, WithContext(6))
	e := v.Encode("a photo, ANTIDISESTABLISHMENTARIANISM now")
	if want := "antidisestablishmentarianism now"; e.Cut != want || !e.Truncated || e.Length != 6 {
		t.Errorf("cut %q (length %d), want %q", e.Cut, e.Length, want)
	}
}

func TestSpans(t *testing.T) {
	clean, spans := clip(t, -1).Spans("  A  schön Corgi's 😀 <|endoftext|>")
	var parts []string
	for _, s := range spans {
		parts = append(parts, clean[s.Start:s.End])
	}
	want := []string{"a", "sch", "ö", "n", "corgi", "'s", "😀", "<|endoftext|>"}
	if !slices.Equal(parts, want) {
		t.Errorf("parts %q of %q, want %q", parts, clean, want)
	}
}

func TestTokenizerIsSafeForConcurrentUse(t *testing.T) {
	v := clip(t, 1000)
	want := v.Tokens("the quick brown fox")
	done := make(chan bool)
	for range 4 {
		go func() {
			ok := true
			for range 50 {
				ok = ok && slices.Equal(v.Tokens("the quick brown fox"), want)
			}
			done <- ok
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("concurrent calls disagree")
		}
	}
}
