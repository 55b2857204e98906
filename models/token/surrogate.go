package token

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// validText makes any Go string valid UTF-8. Surrogates that were encoded
// one by one, as sloppy converters from UTF-16 do, are joined to the
// character they stand for; every other broken part becomes U+FFFD.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, n := firstRune(s)
		b.WriteRune(r)
		s = s[n:]
	}
	return b.String()
}

func firstRune(s string) (r rune, n int) {
	if r, n = utf8.DecodeRuneInString(s); r != utf8.RuneError || n != 1 {
		return r, n
	}
	high, ok := surrogate(s)
	if !ok {
		return utf8.RuneError, 1
	}
	if low, ok := surrogate(s[3:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 6
		}
	}
	return utf8.RuneError, 3
}

// surrogate decodes the three bytes of one half of a UTF-16 pair.
func surrogate(s string) (rune, bool) {
	if len(s) < 3 || s[0] != 0xED || s[1] < 0xA0 || s[1] > 0xBF || s[2] < 0x80 || s[2] > 0xBF {
		return 0, false
	}
	return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), true
}
