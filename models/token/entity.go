package token

import (
	"html"
	"strings"
	"unicode/utf8"
)

// maxStrictName is the longest entity, without & and ;, that the careful
// pass reads; a few of HTML's longest names are left to unescapeHTML.
const maxStrictName = 24

// unescapeStrict replaces the entities nobody writes by accident: those that
// end in ";". It also knows names in capitals, as in "CAF&EACUTE;".
func unescapeStrict(s string) string {
	return replaceEntities(s, func(rest string) (string, int) {
		end := strings.IndexByte(rest[:min(len(rest), maxStrictName+3)], ';')
		if end < 0 {
			return "", 0
		}
		value, ok := strictEntity(rest[1 : end+1])
		if !ok {
			return "", 0
		}
		return value, end + 1
	})
}

// strictEntity resolves the text between & and the ";" it includes.
func strictEntity(name string) (string, bool) {
	digits, numeric := strings.CutPrefix(name, "#")
	if !isAlphanumeric(digits[:len(digits)-1]) || len(digits) > maxStrictName+1 {
		return "", false
	}
	if numeric {
		value, n := numericEntity(name)
		return value, n == len(name) && value != ";"
	}
	if value, ok := namedEntity(name); ok {
		return value, true
	}
	return capitalEntity(name)
}

func isAlphanumeric(s string) bool {
	for i := range len(s) {
		if !isASCIILetter(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// capitalEntity resolves a lower-case name that was capitalized along with
// the text around it, unless a part of it means something as it stands.
func capitalEntity(name string) (string, bool) {
	if name != strings.ToUpper(name) || html.UnescapeString("&"+name) != "&"+name {
		return "", false
	}
	value, ok := namedEntity(strings.ToLower(name))
	if !ok {
		return "", false
	}
	switch value {
	case "ß":
		return "SS", true
	case "ŉ":
		return "ʼN", true
	}
	if letters := fontLigature([]rune(value)[0]); letters != "" {
		value = letters
	}
	return strings.ToUpper(value), true
}

// unescapeHTML reads entities as a browser does, so also without ";".
func unescapeHTML(s string) string {
	return replaceEntities(s, func(rest string) (string, int) {
		var value string
		var n int
		if strings.HasPrefix(rest, "&#") {
			value, n = numericEntity(rest[1:])
		} else {
			value, n = prefixEntity(rest[1:])
		}
		if n == 0 {
			return "", 0
		}
		return value, n + 1
	})
}

// replaceEntities calls resolve at every "&"; resolve returns the text to put
// there and how many bytes it replaces, 0 for none.
func replaceEntities(s string, resolve func(rest string) (string, int)) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; i >= 0; i = strings.IndexByte(s, '&') {
		b.WriteString(s[:i])
		value, n := resolve(s[i:])
		if n == 0 {
			value, n = "&", 1
		}
		b.WriteString(value)
		s = s[i+n:]
	}
	b.WriteString(s)
	return b.String()
}

// maxName is the longest name HTML has; maxBareName the longest of those that
// work without ";".
const (
	maxName     = 32
	maxBareName = 6
)

// prefixEntity finds the longest entity name that s starts with.
func prefixEntity(s string) (value string, n int) {
	end := strings.IndexAny(s[:min(len(s), maxName)], "\t\n\f <&#;")
	if end >= 0 && s[end] == ';' {
		if value, ok := namedEntity(s[:end+1]); ok {
			return value, end + 1
		}
	}
	if end < 0 {
		end = len(s)
	}
	for n := min(end, maxBareName); n > 1; n-- {
		if value, ok := namedEntity(s[:n]); ok {
			return value, n
		}
	}
	return "", 0
}

// namedEntity looks up one whole name, with its ";" if it has one. The
// standard library keeps the table but resolves prefixes too, which this
// tells from the rest it leaves: a ";", or more than one character. The first
// two cases are HTML's but missing from its table.
func namedEntity(name string) (string, bool) {
	switch name {
	case "nLt;":
		return "≪\u20D2", true
	case "nGt;":
		return "≫\u20D2", true
	}
	value := html.UnescapeString("&" + name)
	if strings.HasSuffix(name, ";") {
		return value, name == "semi;" || !strings.HasSuffix(value, ";")
	}
	return value, utf8.RuneCountInString(value) == 1
}

// numericEntity reads "#65;" or "#x41;", the ";" being optional. n is the
// number of bytes read, 0 if there are no digits.
func numericEntity(s string) (value string, n int) {
	base, n := rune(10), 1
	if len(s) > 1 && s[1]|0x20 == 'x' {
		base, n = 16, 2
	}
	var r rune
	first := n
	for ; n < len(s) && digit(s[n]) < base; n++ {
		r = min(r*base+digit(s[n]), utf8.MaxRune+1)
	}
	if n == first {
		return "", 0
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	return numberedRune(r), n
}

// digit is the value of a hexadecimal digit; anything else is at least 16.
func digit(c byte) rune {
	switch {
	case isDigit(c):
		return rune(c - '0')
	case isASCIILetter(c):
		return rune(c|0x20-'a') + 10
	}
	return 16
}

// numberedRune applies HTML's rules for numbers that are no characters.
func numberedRune(r rune) string {
	switch {
	case r == 0, r > utf8.MaxRune, r >= 0xD800 && r <= 0xDFFF:
		return "\uFFFD"
	case r == '\t', r == '\n', r == '\f', r == '\r':
		return string(r)
	case r < ' ', r == 0x7F, r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
		return ""
	}
	return string(windowsRune(r))
}
