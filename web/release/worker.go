package release

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"unclip/web/server"
)

// worker is the service worker. Its text has two gaps.
const worker = "sw.js"

const (
	gapFiles   = "const files = [];"
	gapVersion = `const version = "";`
)

// list fills the service worker with the list of all other files.
func (b *bench) list(site []server.File) ([]server.File, error) {
	source, ok := b.sources[worker]
	if !ok {
		return nil, nil
	}
	data, err := os.ReadFile(source.Path)
	if err != nil {
		return nil, err
	}
	files, version := b.entries(site)
	text := string(data)
	if !strings.Contains(text, gapFiles) || !strings.Contains(text, gapVersion) {
		return nil, fmt.Errorf("release: %s lacks %q or %q; put them back", worker, gapFiles, gapVersion)
	}
	text = strings.Replace(text, gapFiles, "const files = "+files+";", 1)
	text = strings.Replace(text, gapVersion, `const version = "`+version+`";`, 1)
	p, err := b.finish(worker, []byte(text), true)
	return []server.File{p.file}, err
}

// entries is the list as JavaScript, pairs of name and integrity, and a digest
// of it. The page itself is asked for by its folder, which all hosts serve.
func (b *bench) entries(site []server.File) (list, version string) {
	var pairs [][2]string
	sums := map[string]product{}
	for _, p := range b.done {
		sums[p.file.Name] = p
	}
	for _, f := range site {
		sum := sums[f.Name].sum
		name := f.Name
		if name == "index.html" {
			name = "./"
		}
		pairs = append(pairs, [2]string{name, "sha256-" + base64.StdEncoding.EncodeToString(sum[:])})
	}
	text, _ := json.Marshal(pairs) // strings always encode
	sum := sha256.Sum256(text)
	return string(text), hex.EncodeToString(sum[:8])
}
