package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lower is Unicode's full lower-casing, as Python has it. It differs from
// strings.ToLower at two letters: İ becomes i and a combining dot, and a
// capital sigma that ends a word becomes ς.
func lower(s string) string {
	if !strings.ContainsAny(s, "İΣ") {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i, r := range s {
		switch r {
		case 'İ':
			b.WriteString("i\u0307")
		case 'Σ':
			b.WriteRune(lowerSigma(s[:i], s[i+len("Σ"):]))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// lowerSigma looks at the nearest characters around a sigma that are not
// case-ignorable: final means a cased one before and none after.
func lowerSigma(before, after string) rune {
	before = strings.TrimRightFunc(before, caseIgnorable)
	last, _ := utf8.DecodeLastRuneInString(before)
	after = strings.TrimLeftFunc(after, caseIgnorable)
	next, _ := utf8.DecodeRuneInString(after)
	if before != "" && cased(last) && (after == "" || !cased(next)) {
		return 'ς'
	}
	return 'σ'
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

func caseIgnorable(r rune) bool {
	const wordMiddle = "'.:·\u0387\u055f\u05f4‘’․‧︓﹒﹕＇．："
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune(wordMiddle, r)
}
