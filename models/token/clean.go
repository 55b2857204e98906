package token

import (
	"strings"
	"unicode/utf8"
)

// maxSegment is the number of characters that are repaired at once at most.
const maxSegment = 1_000_000

// maxRounds ends the repair of one segment, which otherwise takes as many
// rounds as its text was escaped times over, and so quadratic time.
const maxRounds = 32

// Clean returns the text that is actually tokenized: repaired as by the
// Python package ftfy, freed of HTML escapes, with single spaces, lower case.
func (t *Tokenizer) Clean(text string) string {
	text = t.repair(validText(text))
	text = unescapeHTML(unescapeHTML(text))
	return lower(collapseSpace(text))
}

// repair works line by line. A "<" means that the text is real markup, so
// this line and all after it keep their entities.
func (t *Tokenizer) repair(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	entities := true
	for text != "" {
		n := segmentLen(text)
		entities = entities && !strings.Contains(text[:n], "<")
		b.WriteString(t.repairSegment(text[:n], entities))
		text = text[n:]
	}
	return b.String()
}

func segmentLen(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i+1]
	}
	if len(text) <= maxSegment || utf8.RuneCountInString(text) <= maxSegment {
		return len(text)
	}
	count := 0
	for i := range text {
		if count == maxSegment {
			return i
		}
		count++
	}
	return len(text)
}

// repairSegment repeats all steps until they change nothing: one may uncover
// work for another, such as the entities in "&amp;eacute;".
func (t *Tokenizer) repairSegment(text string, entities bool) string {
	if isPlain(text) {
		return text
	}
	for range maxRounds {
		before := text
		if entities {
			text = unescapeStrict(text)
		}
		if t.redecode != nil {
			text = t.redecode(text)
		}
		text = composeNFC(dropControls(plainGlyphs(text)))
		if text == before {
			break
		}
	}
	return text
}

// isPlain tells text that no step touches: ASCII without "&" and without
// control characters other than tab and line feed.
func isPlain(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c > '~' || c == '&' || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
