// Translated from ftfy, Copyright 2023 Robyn Speer, Apache-2.0; see NOTICE.

package mojibake

import (
	"strings"
	"unicode/utf8"
)

// fixRuns repairs the parts of a text that look like UTF-8 read in some
// single-byte set, when the text as a whole does not decode. Parts are
// shorter than the text, so the recursion ends.
func fixRuns(text string, depth int) string {
	if depth == maxDepth {
		return text
	}
	var b strings.Builder
	var before rune
	for i := 0; i < len(text); {
		n := 0
		if categoryOf(before)&strictCont == 0 {
			n = runLen(text[i:])
		}
		part := text[i : i+n]
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text[i:])
			part = text[i : i+n]
		} else if part != text && isBad(part) {
			part = fix(part, depth+1)
		}
		b.WriteString(part)
		i += n
		before, _ = utf8.DecodeLastRuneInString(text[:i])
	}
	return b.String()
}

// runLen measures the UTF-8 look-alikes that text starts with.
func runLen(text string) int {
	total := 0
	for {
		n := sequenceLen(text[total:])
		if n == 0 {
			return total
		}
		total += n
	}
}

func sequenceLen(text string) int {
	for i, first := range [...]category{first2, first3, first4} {
		if n := leadLen(text, first, i+1); n > 0 {
			return n
		}
	}
	return 0
}

// leadLen is the length of one lead character and its continuations, or 0.
func leadLen(text string, first category, continuations int) int {
	want, n := first, 0
	for range continuations + 1 {
		r, w := utf8.DecodeRuneInString(text[n:])
		if w == 0 || categoryOf(r)&want == 0 {
			return 0
		}
		want, n = cont, n+w
	}
	return n
}
