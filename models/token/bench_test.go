package token

import (
	"strings"
	"testing"
)

func BenchmarkTokens(b *testing.B) {
	v := clip(b, -1)
	tests := []struct{ name, text string }{
		{"caption", "a teddy bear on a skateboard in times square"},
		{"prose", strings.Repeat("An oil painting of a corgi's head, depicted as an explosion of a nebula. ", 1000)},
		{"mixed", strings.Repeat("“Ein schöner Hund” – кошка, 猫の写真 &amp; 한국어 😀! ", 1000)},
		{"word", strings.Repeat("antidisestablishmentarianism", 4000)},
	}
	for _, test := range tests {
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(len(test.text)))
			b.ReportAllocs()
			for b.Loop() {
				v.Tokens(test.text)
			}
		})
	}
}

func BenchmarkMojibake(b *testing.B) {
	v := clip(b, 100, WithMojibake())
	text := strings.Repeat("schÃ¶n â€œquotedâ€ \n", 500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		v.Clean(text)
	}
}

func BenchmarkEncode(b *testing.B) {
	v := clip(b, -1)
	b.ReportAllocs()
	for b.Loop() {
		v.Encode("a high-resolution photograph of a big red frog on a green leaf.")
	}
}

func BenchmarkNew(b *testing.B) {
	merges, err := clipMerges()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(merges[:8192-514]); err != nil {
			b.Fatal(err)
		}
	}
}
