package token

import (
	"sort"
	"strings"
	"sync"
)

//go:generate go run ./unitable

// forms are the tables of unidata_gen.go, unpacked.
type forms struct {
	parts map[rune]string  // a character → its decomposition, one step of it for composites
	whole map[[2]rune]rune // two characters → the composite
	class map[rune]uint8   // of marks that move past each other
}

var unpacked = sync.OnceValue(func() *forms {
	f := &forms{map[rune]string{}, map[[2]rune]rune{}, map[rune]uint8{}}
	for t := []rune(composites); len(t) > 0; t = t[3:] {
		f.parts[t[0]] = string(t[1:3])
		f.whole[[2]rune{t[1], t[2]}] = t[0]
	}
	for line := range strings.Lines(oneWay) {
		r := []rune(line)
		f.parts[r[0]] = string(r[1 : len(r)-1])
	}
	for t := []rune(classes); len(t) > 0; t = t[3:] {
		for r := t[0]; r <= t[1]; r++ {
			f.class[r] = uint8(t[2])
		}
	}
	return f
})

// firstMark is where marks begin; nothing below it changes in form C.
const firstMark = 0x300

// composeNFC brings text to Unicode's normalization form C: decompose, sort
// each run of marks by combining class, then merge what composes and is not
// blocked by a mark in between.
func composeNFC(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= firstMark }) < 0 {
		return s
	}
	f := unpacked()
	var runes []rune
	for _, r := range s {
		runes = f.decompose(runes, r)
	}
	f.sortMarks(runes)
	return string(f.compose(runes))
}

func (f *forms) decompose(out []rune, r rune) []rune {
	if r < 0xC0 {
		return append(out, r)
	}
	if i := r - firstSyllable; i >= 0 && i < leads*perLead {
		out = append(out, firstLead+i/perLead, firstVowel+i%perLead/tails)
		if i%tails > 0 {
			out = append(out, firstTail+i%tails)
		}
		return out
	}
	parts, ok := f.parts[r]
	if !ok {
		return append(out, r)
	}
	for _, part := range parts {
		out = f.decompose(out, part)
	}
	return out
}

func (f *forms) sortMarks(runes []rune) {
	for i := 0; i < len(runes); i++ {
		start, sorted := i, true
		for last := uint8(0); i < len(runes) && f.class[runes[i]] != 0; i++ {
			class := f.class[runes[i]]
			sorted = sorted && class >= last
			last = class
		}
		if marks := runes[start:i]; !sorted {
			sort.SliceStable(marks, func(i, j int) bool { return f.class[marks[i]] < f.class[marks[j]] })
		}
	}
}

// compose works in place: what it writes never overtakes what it reads.
func (f *forms) compose(runes []rune) []rune {
	out := runes[:0]
	starter, lastClass := -1, uint8(0)
	for _, r := range runes {
		class := f.class[r]
		adjacent := starter == len(out)-1
		if starter >= 0 && (adjacent || lastClass < class) {
			if c, ok := f.pair(out[starter], r); ok {
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
	return out
}

// The Hangul syllables are arithmetic: 19 leads, 21 vowels, 27 tails or none.
const (
	firstSyllable, firstLead, firstVowel, firstTail = 0xAC00, 0x1100, 0x1161, 0x11A7

	leads, vowels, tails = 19, 21, 28
	perLead              = vowels * tails
)

func (f *forms) pair(a, b rune) (rune, bool) {
	if lead, vowel := a-firstLead, b-firstVowel; lead >= 0 && lead < leads && vowel >= 0 && vowel < vowels {
		return firstSyllable + lead*perLead + vowel*tails, true
	}
	if i, tail := a-firstSyllable, b-firstTail; i >= 0 && i < leads*perLead && i%tails == 0 && tail > 0 && tail < tails {
		return a + tail, true
	}
	c, ok := f.whole[[2]rune{a, b}]
	return c, ok
}
