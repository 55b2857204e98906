package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	startOfText = "<|startoftext|>"
	endOfText   = "<|endoftext|>"
)

// nextPiece finds the first piece of cleaned text at or after i; without one
// it returns start == end. It scans by hand what CLIP writes as a pattern,
// first match wins:
//
//	<|startoftext|>|<|endoftext|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+
//
// So digits stand alone, and marks that do not compose count as punctuation.
func nextPiece(s string, i int) (start, end int) {
	for i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		if !isGap(r) {
			return i, i + pieceLen(s[i:])
		}
		i += w
	}
	return len(s), len(s)
}

func pieceLen(s string) int {
	if n := literalLen(s); n > 0 {
		return n
	}
	r, w := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLetter(r):
		return runLen(s, unicode.IsLetter)
	case unicode.IsNumber(r):
		return w
	}
	return runLen(s, isOther)
}

func literalLen(s string) int {
	var literals []string
	switch s[0] {
	case '<':
		literals = []string{startOfText, endOfText}
	case '\'':
		literals = []string{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}
	}
	for _, literal := range literals {
		if n := foldLen(s, literal); n > 0 {
			return n
		}
	}
	return 0
}

// foldLen is the length in s of a literal, ignoring case, or 0. Cleaned text
// has no capitals left, but the long s folds to s as well and survives.
func foldLen(s, literal string) int {
	n := 0
	for _, c := range []byte(literal) {
		rest := s[n:]
		switch {
		case rest != "" && rest[0] == c:
			n++
		case c == 's' && strings.HasPrefix(rest, "ſ"):
			n += len("ſ")
		default:
			return 0
		}
	}
	return n
}

func runLen(s string, in func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !in(r) }); i >= 0 {
		return i
	}
	return len(s)
}

func isOther(r rune) bool {
	return !isGap(r) && !unicode.IsLetter(r) && !unicode.IsNumber(r)
}

// isGap tells what no part of the pattern matches. That is white space and,
// because the pattern ignores case, U+0345: it is not a letter itself, but the
// iota it folds to is, so neither class wants it.
func isGap(r rune) bool { return r == '\u0345' || isSpace(r) }
