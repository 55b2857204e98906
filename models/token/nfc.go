package token

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// markRun is the number of marks in a row from which composeNFC works by
// hand. The library follows Unicode's stream-safe format and inserts U+034F
// into runs of more than 30 marks, counted after decomposition; a character
// decomposes into at most 3, so 10 stays clear of it.
const markRun = 10

// composeNFC brings text to normalization form C.
func composeNFC(s string) string {
	if hasMarkRun(s) {
		return composeRuns(s)
	}
	return norm.NFC.String(s)
}

func hasMarkRun(s string) bool {
	run := 0
	for _, r := range s {
		if r < 0x300 || !unicode.Is(unicode.M, r) {
			run = 0
			continue
		}
		if run++; run >= markRun {
			return true
		}
	}
	return false
}

// composeRuns is NFC by the book: decompose, sort each run of marks by
// combining class, then merge what composes and is not blocked.
func composeRuns(s string) string {
	runes := decompose(s)
	sortMarks(runes)
	out := runes[:0]
	starter, lastClass := -1, uint8(0)
	for _, r := range runes {
		class := combiningClass(r)
		adjacent := starter == len(out)-1
		if starter >= 0 && (adjacent || lastClass < class) {
			if c, ok := composePair(out[starter], r); ok {
				out[starter] = c
				continue
			}
		}
		if class == 0 {
			starter = len(out)
		}
		lastClass = class
		out = append(out, r)
	}
	return string(out)
}

func decompose(s string) []rune {
	runes := make([]rune, 0, utf8.RuneCountInString(s))
	for _, r := range s {
		runes = append(runes, []rune(norm.NFD.String(string(r)))...)
	}
	return runes
}

func sortMarks(runes []rune) {
	for i := 0; i < len(runes); i++ {
		end := i
		for end < len(runes) && combiningClass(runes[end]) != 0 {
			end++
		}
		slices.SortStableFunc(runes[i:end], func(a, b rune) int {
			return int(combiningClass(a)) - int(combiningClass(b))
		})
		i = end
	}
}

func combiningClass(r rune) uint8 {
	if r < 0x300 {
		return 0
	}
	return norm.NFD.PropertiesString(string(r)).CCC()
}

func composePair(a, b rune) (rune, bool) {
	if b < 0x300 {
		return 0, false
	}
	s := norm.NFC.String(string(a) + string(b))
	r, n := utf8.DecodeRuneInString(s)
	return r, n == len(s)
}
