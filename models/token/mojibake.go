package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// repairMojibake undoes the most common wrong decoding: UTF-8 that was read
// as Windows-1252, where "ö" (C3 B6) turned into "Ã¶". Text that was garbled
// more than once is repaired layer by layer.
func repairMojibake(text string) string {
	if isASCIIWithout(text, 0) {
		return text
	}
	for range maxRounds {
		repaired := repairLayer(text)
		if repaired == text {
			break
		}
		text = repaired
	}
	return text
}

// repairLayer decodes every run of misread characters that holds at least one
// nobody would have written; its neighbours then went through the same hands.
func repairLayer(text string) string {
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		decoded, end, broken := misreadRun(runes, i)
		if end == i {
			end++
		}
		if broken {
			out = append(out, decoded...)
		} else {
			out = append(out, runes[i:end]...)
		}
		i = end
	}
	return string(out)
}

// misreadRun reads the characters from start on that, as bytes, are
// multi-byte UTF-8, and tells whether any of them gives the damage away.
func misreadRun(text []rune, start int) (decoded []rune, end int, broken bool) {
	for end = start; end < len(text); {
		r, n := misread(text[end:])
		if n == 0 {
			break
		}
		broken = broken || !plausible(text, end, n)
		decoded = append(decoded, r)
		end += n
	}
	return decoded, end, broken
}

// misread decodes the UTF-8 sequence that n characters stand for, 0 for none.
func misread(text []rune) (r rune, n int) {
	var b [utf8.UTFMax]byte
	for n < min(len(b), len(text)) && isHighByte(text[n]) {
		b[n] = windowsByte(text[n])
		n++
	}
	if r, n = utf8.DecodeRune(b[:n]); n < 2 {
		return 0, 0
	}
	return r, n
}

// isHighByte tells characters that Windows-1252 writes as 80 to FF. The five
// bytes it leaves open come out as the controls of Latin-1, so all of those
// count, which covers text misread as Latin-1 too.
func isHighByte(r rune) bool {
	return r >= 0x80 && r <= 0xFF || r > 0xFF && r <= '™' && strings.ContainsRune(windows1252, r)
}

func windowsByte(r rune) byte {
	if r <= 0xFF {
		return byte(r)
	}
	return byte(0x80 + utf8.RuneCountInString(windows1252[:strings.IndexRune(windows1252, r)]))
}

// Characters whose bytes continue a sequence and that sound text may have
// right after a letter: spaces, closing punctuation, marks, capitals.
const (
	nbsp        = '\u00A0'
	afterLetter = "\u00A0\u00AD’”“‘»›…–—•·†‡´" + endings + "ŠšŽžŒœŸ"
	// endings are those that no letter follows in turn.
	endings = "™®©ªº°¹²³»›"
	// afterTilde is all that ends a word in Ã; most of what is written as
	// Ã and a sign is an accented Latin letter.
	afterTilde = "\u00AD’”»›…–—™"
)

// plausible tells whether the n characters at one place read as text, such
// as the capital and quotation mark at the end of "CAFÉ”": a letter, then
// what may follow it. It knows all letters that start a sequence (Â to ô).
func plausible(text []rune, at, n int) bool {
	lead, last := text[at], text[at+n-1]
	before, after := neighbour(text, at-1), neighbour(text, at+n)
	switch {
	case unicode.IsUpper(lead) && unicode.IsLower(before):
		return false // schÃ¶n
	case lead == 'Â' || lead == 'Ã':
		if last == nbsp {
			return unicode.IsLetter(before)
		}
		return strings.ContainsRune(afterTilde, last)
	case n == 2 && unicode.IsLetter(after) && strings.ContainsRune(endings, last):
		return false // Å‚Ã³dÅº: a sign inside a word
	}
	for i := at + 1; i < at+n; i++ {
		if !follows(text[i-1], text[i]) {
			return false
		}
	}
	return true
}

// follows tells whether b may come after a in sound text. After a space or a
// dash that is anything, after a small letter no capital.
func follows(a, b rune) bool {
	switch {
	case b <= 0x9F:
		return false
	case a == nbsp, a == '–', a == '—':
		return true
	case unicode.IsUpper(b) && !unicode.IsUpper(a):
		return false
	}
	return strings.ContainsRune(afterLetter, b)
}

// neighbour is the character at i, or a space outside of the text.
func neighbour(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return ' '
	}
	return text[i]
}
