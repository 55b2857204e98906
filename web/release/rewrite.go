package release

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// reference matches a quoted file name, as in "boot.js" and './protocol.js'.
var reference = regexp.MustCompile(`["'](\./)?([a-z0-9_-]+\.(?:js|css|wasm))["']`)

// rewrite follows the references of a text to other files, and fills in facts.
func (b *bench) rewrite(name string, data []byte) ([]byte, error) {
	switch path.Ext(name) {
	case ".js", ".html", ".webmanifest":
	default:
		return data, nil
	}
	if name == "wasm_exec.js" || name == "vugu.js" {
		return data, nil // not ours
	}
	var failure error
	text := reference.ReplaceAllStringFunc(string(data), func(found string) string {
		parts := reference.FindStringSubmatch(found)
		if _, ours := b.sources[parts[2]]; !ours || !renamed(parts[2]) {
			return found
		}
		p, err := b.make(parts[2])
		if err != nil {
			failure = err
		}
		return found[:1] + parts[1] + p.file.Name + found[len(found)-1:]
	})
	if failure != nil {
		return nil, fmt.Errorf("release: %s: %w", name, failure)
	}
	return []byte(b.fill(text)), nil
}

// fill replaces what the sources leave open; see widget.js, mirrors.js and engine.js.
func (b *bench) fill(text string) string {
	mirrors, _ := json.Marshal(append([]string{}, b.facts.Mirrors...)) // strings always encode
	return strings.NewReplacer(
		"const modelBytes = 0;", "const modelBytes = "+strconv.FormatInt(b.facts.ModelBytes, 10)+";",
		"const practice = false;", "const practice = "+strconv.FormatBool(b.facts.Practice)+";",
		"const mirrors = [];", "const mirrors = "+string(mirrors)+";",
	).Replace(text)
}
