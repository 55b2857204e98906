package mojibake

import (
	"strings"
	"unicode"
)

// atom matches one character: by its roles, by name, or by a test.
type atom struct {
	in    category
	runes string
	test  func(rune) bool
}

func (a *atom) matches(r rune, in category) bool {
	return a.in&in != 0 ||
		a.runes != "" && strings.ContainsRune(a.runes, r) ||
		a.test != nil && a.test(r)
}

// isBad tells whether text contains a sequence of characters that is far more
// likely broken than meant.
func isBad(text string) bool {
	if startsWithLoneLead(text) {
		return true
	}
	runes := []rune(text)
	roles := make([]category, len(runes))
	for i, r := range runes {
		roles[i] = categoryOf(r)
	}
	for i := range runes {
		if isASCIIRun(runes[i:min(i+3, len(runes))]) {
			continue // every sequence has a foreign character among its first three
		}
		for _, sequence := range unlikely {
			if matchesAt(sequence, runes[i:], roles[i:]) {
				return true
			}
		}
	}
	return false
}

func matchesAt(sequence []atom, runes []rune, roles []category) bool {
	if len(runes) < len(sequence) {
		return false
	}
	for i := range sequence {
		if !sequence[i].matches(runes[i], roles[i]) {
			return false
		}
	}
	return true
}

// startsWithLoneLead is the one rule that is bound to the start of the text.
func startsWithLoneLead(text string) bool {
	return strings.HasPrefix(text, "Ã ") || strings.HasPrefix(text, "Â ")
}

func isASCIIRun(runes []rune) bool {
	for _, r := range runes {
		if r >= 0x80 {
			return false
		}
	}
	return true
}

func isLetterASCII(r rune) bool  { return isLowerASCII(r | 0x20) }
func isLowerASCII(r rune) bool   { return r >= 'a' && r <= 'z' }
func notLetterASCII(r rune) bool { return !isLetterASCII(r) }
func notLineFeed(r rune) bool    { return r != '\n' }

func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1C && r <= 0x1F
}

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r)
}
