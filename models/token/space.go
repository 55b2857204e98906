package token

import (
	"strings"
	"unicode"
)

// isSpace is Python's white space: Unicode's, and four ASCII separators.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1C && r <= 0x1F
}

// collapseSpace trims the text and makes every run of white space one space.
func collapseSpace(s string) string {
	return strings.Join(strings.FieldsFunc(s, isSpace), " ")
}
