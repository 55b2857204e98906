package token

import (
	"strings"
	"sync"
)

// windows1252 lists what browsers show for U+0080 to U+009F.
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// windowsRune replaces a C1 control by the Windows character it was meant as.
func windowsRune(r rune) rune {
	if r < 0x80 || r > 0x9F {
		return r
	}
	want := r - 0x80
	for _, c := range windows1252 {
		if want == 0 {
			return c
		}
		want--
	}
	return r
}

// plainGlyphs replaces characters that only look different: C1 controls,
// Latin ligatures, full- and half-width forms, curly quotes, line breaks.
func plainGlyphs(s string) string {
	if isASCIIWithout(s, '\r') {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r < 0x80 && r != '\r':
			b.WriteByte(byte(r))
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			// the line feed follows
		default:
			writeGlyph(&b, windowsRune(r))
		}
	}
	return b.String()
}

func isASCIIWithout(s string, c byte) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == c {
			return false
		}
	}
	return true
}

func writeGlyph(b *strings.Builder, r rune) {
	switch {
	case r == '\u3000':
		b.WriteByte(' ')
	case r == '\uFFE3':
		b.WriteString(" \u0304")
	case r >= firstWidth && r <= lastWidth:
		b.WriteRune(wide()[r-firstWidth])
	case ligature(r) != "":
		b.WriteString(ligature(r))
	default:
		b.WriteRune(straight(r))
	}
}

const firstWidth, lastWidth = 0xFF01, 0xFFEE

// wide lists the ordinary forms of full- and half-width characters.
var wide = sync.OnceValue(func() []rune { return []rune(widths) })

// straight maps curly quotes and rare line breaks to ASCII.
func straight(r rune) rune {
	switch {
	case r == '\u02BC' || r >= '\u2018' && r <= '\u201B':
		return '\''
	case r >= '\u201C' && r <= '\u201F':
		return '"'
	case r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	}
	return r
}

// ligature spells out the Latin ligatures that fonts and old encodings left
// in text, or returns "". Letters of their own right, such as æ, stay.
func ligature(r rune) string {
	if r < 'Ĳ' || r > 'ﬆ' {
		return ""
	}
	switch r {
	case 'Ĳ':
		return "IJ"
	case 'ĳ':
		return "ij"
	case 'ŉ':
		return "'n"
	case 'Ǆ':
		return "DŽ"
	case 'ǅ':
		return "Dž"
	case 'ǆ':
		return "dž"
	case 'Ǉ':
		return "LJ"
	case 'ǈ':
		return "Lj"
	case 'ǉ':
		return "lj"
	case 'Ǌ':
		return "NJ"
	case 'ǋ':
		return "Nj"
	case 'ǌ':
		return "nj"
	case 'Ǳ':
		return "DZ"
	case 'ǲ':
		return "Dz"
	case 'ǳ':
		return "dz"
	}
	return fontLigature(r)
}

func fontLigature(r rune) string {
	switch r {
	case 'ﬀ':
		return "ff"
	case 'ﬁ':
		return "fi"
	case 'ﬂ':
		return "fl"
	case 'ﬃ':
		return "ffi"
	case 'ﬄ':
		return "ffl"
	case 'ﬅ':
		return "ſt"
	case 'ﬆ':
		return "st"
	}
	return ""
}
