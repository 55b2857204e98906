// Translated from ftfy, Copyright 2023 Robyn Speer, Apache-2.0; see NOTICE.

package mojibake

import (
	"strings"
	"unicode/utf8"
)

// decodeUTF8 decodes strictly, except that it takes two common variants: C0 80
// for U+0000, and surrogate pairs encoded one half at a time.
func decodeUTF8(b []byte) (string, bool) {
	if utf8.Valid(b) {
		return string(b), true
	}
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			if r, n = decodeVariant(b); n == 0 {
				return "", false
			}
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String(), true
}

var surrogatePair = []byteSet{leadPair, highHalf, contByte, leadPair, lowHalf, contByte}

func decodeVariant(b []byte) (r rune, n int) {
	// ftfy's pattern also takes a line feed that ends the text for the 80.
	if len(b) >= 2 && b[0] == 0xC0 && (b[1] == 0x80 || len(b) == 2 && b[1] == '\n') {
		return 0, 2
	}
	if !startsWith(b, surrogatePair) {
		return 0, 0
	}
	high := rune(b[1]&0x0F)<<6 | rune(b[2]&0x3F)
	low := rune(b[4]&0x0F)<<6 | rune(b[5]&0x3F)
	return 0x10000 + high<<10 + low, 6
}
