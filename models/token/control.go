package token

import (
	"strings"
	"unicode"
)

// dropControls removes terminal colour escapes, then characters that show
// nothing. Joiners, direction marks and emoji tags stay: they carry meaning.
func dropControls(s string) string {
	if strings.IndexFunc(s, isUnwanted) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isUnwanted(r) {
			return -1
		}
		return r
	}, dropEscapes(s))
}

func isUnwanted(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t' && r != '\n' && r != '\f' && r != '\r'
	case r == 0x7F, r == 0xFEFF:
		return true
	}
	return r >= 0x206A && r <= 0x206F || r >= 0xFFF9 && r <= 0xFFFC
}

const escape = "\x1b["

// dropEscapes removes ESC [ digits-and-semicolons letter.
func dropEscapes(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, escape)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		body := s[i+len(escape):]
		rest := strings.TrimLeftFunc(body, isEscapeArgument)
		if rest != "" && isASCIILetter(rest[0]) {
			s = rest[1:]
			continue
		}
		// No escape can start inside the arguments just read.
		b.WriteString(escape)
		b.WriteString(body[:len(body)-len(rest)])
		s = rest
	}
}

func isEscapeArgument(r rune) bool { return r == ';' || unicode.Is(unicode.Nd, r) }

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
