package token

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"space", "  a \t\u3000b\u2028c\u00a0d\u1680 ", "a b c d"},
		{"entity", "&lt;3 &amp;amp;eacute; &copy", "<3 é ©"},
		{"entity in markup", "<b> &lt;i&gt; &amp;lt; &amp;amp;lt;", "<b> <i> < &lt;"},
		{"markup ends entities below too", "&#xFF21;\n<\n&#xFF21;", "a < ａ"},
		{"entity before markup", "&amp;amp;amp;amp;lt;\n<", "< <"},
		{"capital entity", "CAF&EACUTE; &SZLIG; &FFLIG; &ALPHA; &LT; &LTE; &nTILDE;", "café ss ff α < <e; &ntilde;"},
		{"entity that Go's table lacks", "&nGt;&nLt;", "≫⃒≪⃒"},
		{"careful entity number", "&#12a; &#59; &#;&#x;", "a; ; &#;&#x;"},
		{"numbered semicolon ends no entity", "&amp&#59;", "&;"},
		{"entity number", "&#x41;&#66&#128;&#0;&#xD800;&#1114112;&#1;z", "ab€\ufffd\ufffd\ufffdz"},
		{"huge number", "&#" + strings.Repeat("9", 5000) + ";", "\ufffd"},
		{"C1", "\u0085\u0092", "…'"},
		{"ligature", "ŉ Ĳ ǅ ﬅ ﬃ æ", "'n ij dž ſt ffi æ"},
		{"width", "ＡＢ１ ﾊﾞ ￥", "ab1 バ ¥"},
		{"quotes", "‘a’ “b” ʼ ‹„", "'a' \"b\" ' ‹\""},
		{"terminal", "\x1b[31;1mred\x1b[0m \x1b[x \x1b[1;z \x1b[1\u0663m \x1b[1 m", "red [1 m"},
		{"control", "a\x00\x0b\x1f\x7fb\u206a\ufeff\ufff9c\u200d", "abc\u200d"},
		{"composition", "e\u0301 \u1100\u1161\u11a8 q\u0307\u0323", "é 각 q\u0323\u0307"},
		{"dotted I", "İI", "i\u0307i"},
		{"final sigma", "ΑΣ ΑΣΑ Σ 'Σ Α.Σ ΑΣ.Α ΑΣ: ΑΣ\u0301", "ας ασα σ 'σ α.ς ασ.α ας: ας\u0301"},
		{"joined surrogates", "\xed\xa0\xbd\xed\xb8\x80", "😀"},
		{"lone surrogates", "\xed\xb8\x80\xed\xa0\xbd!\xed\xa0\xbd", "\ufffd\ufffd!\ufffd"},
		{"broken UTF-8", "a\xff\xc3b\xe2\x82", "a\ufffd\ufffdb\ufffd\ufffd"},
	}
	v := clip(t, 0)
	for _, test := range tests {
		if got := v.Clean(test.text); got != test.want {
			t.Errorf("%s: %+q becomes %+q, want %+q", test.name, test.text, got, test.want)
		}
	}
}

// Clean hides the case of what these become.
func TestPlainGlyphs(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Ĳĳŉ", "IJij'n"},
		{"ǄǅǆǇǈǉǊǋǌǱǲǳ", "DŽDždžLJLjljNJNjnjDZDzdz"},
		{"ﬀﬁﬂﬃﬄﬅﬆ", "fffiflffifflſtst"},
		{"ＡＺ！ﾡ￦", "AZ!\u1100₩"},
		{"\r\n\r\u2028\u2029", "\n\n\n\n"},
		{"\u0080\u0081\u009f", "€\u0081Ÿ"},
		{"æŒßﬓ", "æŒßﬓ"},
	}
	for _, test := range tests {
		if got := plainGlyphs(test.text); got != test.want {
			t.Errorf("%+q becomes %+q, want %+q", test.text, got, test.want)
		}
	}
}

// Unicode's stream-safe format would insert U+034F after 30 marks.
func TestComposeLongMarkRun(t *testing.T) {
	for n := range 100 {
		got := composeNFC("e" + strings.Repeat("\u0301\u0323", n))
		if count := utf8.RuneCountInString(got); n > 0 && count != 2*n || strings.Contains(got, "\u034f") {
			t.Fatalf("%d pairs of marks: %+q", n, got)
		}
	}
}

// Our tables against the library's, which however inserts U+034F into runs of
// more than 30 marks.
func TestComposeMatchesLibrary(t *testing.T) {
	for r := rune(0x80); r < 0x30000; r++ {
		if r >= 0x3200 && r < 0xF900 && r%16 != 0 {
			continue // ideographs and syllables
		}
		for _, s := range []string{string(r), "e" + string(r) + "\u0323\u0301", string(r) + "\u0338\u0345", string(r) + string(r) + "\u11a8"} {
			if !utf8.ValidString(s) || r > 0xFFFF && s != string(r) {
				continue // the library composes U+1003C like "<"
			}
			if got, want := composeNFC(s), norm.NFC.String(s); got != want {
				t.Fatalf("%+q: %+q, want %+q", s, got, want)
			}
			if got, want := composeNFC(norm.NFD.String(s)), norm.NFC.String(s); got != want {
				t.Fatalf("%+q decomposed: %+q, want %+q", s, got, want)
			}
		}
	}
}

func TestWidthMatchesLibrary(t *testing.T) {
	for r := rune(0xFF00); r <= 0xFFF0; r++ {
		if got, want := plainGlyphs(string(r)), norm.NFKC.String(string(r)); got != want {
			t.Errorf("%U: %+q, want %+q", r, got, want)
		}
	}
}

func TestPieces(t *testing.T) {
	tests := []struct{ text, want string }{
		{"don't y'all they're 'twas", "don|'t|y|'|all|they|'re|'t|was"},
		{"a1b22", "a|1|b|2|2"},
		{"!'s ''s", "!'|s|''|s"},
		{"'ſ'll", "'ſ|'ll"},
		{"x<|endoftext|>y!<|endoftext|>", "x|<|endoftext|>|y|!<||endoftext||>"},
		{"<|ſtartoftext|>", "<|ſtartoftext|>"},
		{"½Ⅷ①", "½|Ⅷ|①"},
		{"é\u0301 x\ufe0f", "é|\u0301|x|\ufe0f"},
		{"a\u0345b \u0345.\u0345", "a|b|."},
	}
	for _, test := range tests {
		var pieces []string
		for start, end := nextPiece(test.text, 0); start < end; start, end = nextPiece(test.text, end) {
			pieces = append(pieces, test.text[start:end])
		}
		if got := strings.Join(pieces, "|"); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}
