// Translated from ftfy, Copyright 2023 Robyn Speer, Apache-2.0; see NOTICE.

package mojibake

import "bytes"

// byteSet lists ranges of bytes as pairs: first, last, first, last, …
type byteSet string

func (s byteSet) has(b byte) bool {
	for i := 0; i < len(s); i += 2 {
		if b >= s[i] && b <= s[i+1] {
			return true
		}
	}
	return false
}

const (
	space    byteSet = "  "
	contByte byteSet = "\x80\xBF"
	// plainCont leaves out 85, which has become an ellipsis by now, and A0.
	plainCont byteSet = "\x80\x84\x86\x9F\xA1\xBF"
	lost      byteSet = "\x1A\x1A??"         // a "?" may stand for a lost byte
	lostCont  byteSet = "\x1A\x1A\x80\xBF"   // lost for certain, or there
	anyCont   byteSet = "\x1A\x1A??\x80\xBF" // lost or there
	highHalf  byteSet = "\xA0\xAF"           // of a surrogate pair, after ED
	lowHalf   byteSet = "\xB0\xBF"
	lead3     byteSet = "\xE0\xEF"
	lead4     byteSet = "\xF0\xF4"
	leadPair  byteSet = "\xED\xED"
)

// spacedUTF8 is UTF-8 in which a space stands for byte A0. Only sequences
// that make likely characters are taken.
var spacedUTF8 = [][]byteSet{
	{"\xC2\xC3\xC5\xC5\xCE\xCE\xD0\xD0\xD9\xD9", space},
	{"\xE2\xE3", space, plainCont},
	{"\xE0\xE3", plainCont, space},
	{"\xF0\xF0", space, contByte, contByte},
	{"\xF0\xF0", contByte, space, contByte},
	{"\xF0\xF0", contByte, contByte, space},
}

// lostUTF8 is UTF-8, or a surrogate pair in UTF-8, that has lost bytes.
var lostUTF8 = [][]byteSet{
	{"\xC2\xDF", "\x1A\x1A"},
	{"\xC2\xC3", "??"},
	{leadPair, highHalf, lost, leadPair, lowHalf, anyCont},
	{leadPair, highHalf, anyCont, leadPair, lowHalf, lost},
	{lead3, lost, lostCont},
	{lead3, lostCont, lost},
	{lead4, lost, lostCont, lostCont},
	{lead4, lostCont, lost, lostCont},
	{lead4, lostCont, lostCont, lost},
	{"\x1A\x1A"},
}

// matchLen is the length of the first sequence that b starts with, or 0.
func matchLen(b []byte, sequences [][]byteSet) int {
	for _, sequence := range sequences {
		if startsWith(b, sequence) {
			return len(sequence)
		}
	}
	return 0
}

func startsWith(b []byte, sequence []byteSet) bool {
	if len(b) < len(sequence) {
		return false
	}
	for i, set := range sequence {
		if !set.has(b[i]) {
			return false
		}
	}
	return true
}

func contains(b []byte, sequences [][]byteSet) bool {
	for i := range b {
		if matchLen(b[i:], sequences) > 0 {
			return true
		}
	}
	return false
}

func replace(b []byte, sequences [][]byteSet, with func([]byte) []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		n := matchLen(b, sequences)
		if n > 0 {
			out = append(out, with(b[:n])...)
		} else {
			n = 1
			out = append(out, b[0])
		}
		b = b[n:]
	}
	return out
}

// restoreNoBreakSpace puts back the A0 bytes that became spaces.
func restoreNoBreakSpace(b []byte) []byte {
	return replace(spaceAfterGrave(b), spacedUTF8, func(sequence []byte) []byte {
		return bytes.ReplaceAll(sequence, []byte(" "), []byte("\xA0"))
	})
}

// spaceAfterGrave restores "à" as a word of its own, keeping the space that
// is both its end and its last byte: "Ã la mode" is "à la mode". The
// exceptions are Portuguese words that start with à.
func spaceAfterGrave(b []byte) []byte {
	var out []byte
	for {
		i := bytes.Index(b, []byte("\xC3 "))
		if i < 0 {
			return append(out, b...)
		}
		out = append(out, b[:i]...)
		b = b[i+2:]
		if continuesWord(b) {
			out = append(out, "\xC3 "...)
		} else {
			out = append(out, "\xC3\xA0 "...)
		}
	}
}

func continuesWord(b []byte) bool {
	for _, ending := range []string{" ", "quele", "quela", "quilo", "s "} {
		if bytes.HasPrefix(b, []byte(ending)) {
			return true
		}
	}
	return false
}
