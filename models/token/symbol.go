package token

// endOfWord marks, in a merges list, the symbols that end a piece.
const endOfWord = "</w>"

// baseSymbols counts the ids that need no merge: every byte inside a piece,
// then every byte as the last of its piece.
const baseSymbols = 512

// alphabet orders the 256 bytes the way CLIP's ids do and gives each byte the
// visible character that stands for it in a merges list.
type alphabet struct {
	id   [256]int32
	char [256]rune
}

// newAlphabet lists printable Latin-1 first, then the bytes that a text file
// could not show. Those are written as U+0100 and up.
func newAlphabet() *alphabet {
	a := new(alphabet)
	next := int32(0)
	for b := range 256 {
		if printable(b) {
			a.id[b], a.char[b] = next, rune(b)
			next++
		}
	}
	hidden := rune(256)
	for b := range 256 {
		if !printable(b) {
			a.id[b], a.char[b] = next, hidden
			next++
			hidden++
		}
	}
	return a
}

func printable(b int) bool {
	return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE
}

// symbols maps the text of each base symbol to its id.
func (a *alphabet) symbols(room int) map[string]int32 {
	ids := make(map[string]int32, baseSymbols+room)
	for b := range 256 {
		text := string(a.char[b])
		ids[text] = a.id[b]
		ids[text+endOfWord] = a.id[b] + 256
	}
	return ids
}
