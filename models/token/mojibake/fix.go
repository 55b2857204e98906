// Translated from ftfy, Copyright 2023 Robyn Speer, Apache-2.0; see NOTICE.

package mojibake

// maxSteps and maxDepth end the repair of text made to be repaired forever;
// honest text was garbled once or twice.
const (
	maxSteps = 64
	maxDepth = 8
)

// Fix repairs one line of valid UTF-8. Text that looks sound is returned as
// it is.
func Fix(text string) string { return fix(text, 0) }

func fix(text string, depth int) string {
	for range maxSteps {
		fixed := step(text, depth)
		if fixed == text {
			break
		}
		text = fixed
	}
	return text
}

// step undoes one layer of damage.
func step(text string, depth int) string {
	if isASCII(text) || !isBad(text) {
		return text
	}
	if fixed, ok := redecode(text); ok {
		return fixed
	}
	if fixed := fixRuns(text, depth); fixed != text {
		return fixed
	}
	return controlsAsWindows(text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// redecode finds the character set in which the text's bytes are UTF-8.
func redecode(text string) (string, bool) {
	for i := range charmaps {
		set := &charmaps[i]
		bytes, ok := set.encode(text)
		if !ok {
			continue
		}
		// In macroman, A0 would be restored after every en dash.
		if set.name != "macroman" && contains(bytes, spacedUTF8) {
			bytes = restoreNoBreakSpace(bytes)
		}
		if set.lossy {
			bytes = replace(bytes, lostUTF8, func([]byte) []byte { return []byte("\uFFFD") })
		}
		if fixed, ok := decodeUTF8(bytes); ok {
			return fixed, true
		}
	}
	return text, false
}

// controlsAsWindows replaces control codes that only come from reading the
// common Windows set as Latin-1.
func controlsAsWindows(text string) string {
	windows := []rune(charmaps[windows1252].high)
	runes := []rune(text)
	for i, r := range runes {
		if r >= 0x80 && r <= 0x9F {
			runes[i] = windows[r-0x80]
		}
	}
	return string(runes)
}
