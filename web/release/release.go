// Package release turns the files of the page into those of a site: scripts,
// styles and the binary get names that carry a digest of their content, every
// reference follows, and the service worker learns the list of all files with
// their digests. A name then never changes its content, so that caches may keep
// it for ever and no tab can mix two releases.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"unclip/web/server"
)

// Assemble makes a site of the page's sources. Files that change on the way are
// written into folder; the others stay where they are.
func Assemble(sources []server.File, folder string, facts Facts) ([]server.File, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("release: %w; choose a folder that can be written", err)
	}
	b := &bench{folder: folder, facts: facts, sources: map[string]server.File{}, done: map[string]product{}}
	for _, f := range sources {
		b.sources[f.Name] = f
	}
	var site []server.File
	for _, f := range sources {
		if f.Name == worker {
			continue // it lists all the others
		}
		p, err := b.make(f.Name)
		if err != nil {
			return nil, err
		}
		site = append(site, p.file)
	}
	list, err := b.list(site)
	return append(site, list...), err
}

// product is a file of the site.
type product struct {
	file server.File
	sum  [sha256.Size]byte
}

// bench makes products, each once.
type bench struct {
	folder  string
	facts   Facts
	sources map[string]server.File
	done    map[string]product
	busy    []string // names being made, to notice circles
}

// make returns the product of a source.
func (b *bench) make(name string) (product, error) {
	if p, ok := b.done[name]; ok {
		return p, nil
	}
	for _, other := range b.busy {
		if other == name {
			return product{}, fmt.Errorf("release: %s refer to each other; one of them needs a lasting name", strings.Join(b.busy, ", "))
		}
	}
	b.busy = append(b.busy, name)
	defer func() { b.busy = b.busy[:len(b.busy)-1] }()
	data, err := os.ReadFile(b.sources[name].Path)
	if err != nil {
		return product{}, fmt.Errorf("release: %w; build the page first", err)
	}
	text, err := b.rewrite(name, data)
	if err != nil {
		return product{}, err
	}
	p, err := b.finish(name, text, string(text) != string(data))
	b.done[name] = p
	return p, err
}

// finish names a product and writes it where it differs from its source.
func (b *bench) finish(name string, data []byte, changed bool) (product, error) {
	p := product{file: b.sources[name], sum: sha256.Sum256(data)}
	p.file.Name = stamped(name, p.sum)
	if !changed {
		return p, nil
	}
	p.file.Path = filepath.Join(b.folder, hex.EncodeToString(p.sum[:8])+path.Ext(name))
	return p, write(p.file.Path, data)
}

// write puts a file into place whole: tests assemble the same site at once.
func write(name string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), ".new-")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if ended := temporary.Close(); err == nil {
		err = ended
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	return err
}

// stamped is the name of a file on the site.
func stamped(name string, sum [sha256.Size]byte) string {
	if !renamed(name) {
		return name
	}
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "." + hex.EncodeToString(sum[:8]) + extension
}

// lasting are scripts that others refer to by name: browsers look for a newer
// service worker at its old address, and other sites embed the widget.
var lasting = map[string]bool{worker: true, "widget.js": true}

// renamed says that a file's name gets its digest. Documents keep theirs, and so
// do pictures, which the page's binary names.
func renamed(name string) bool {
	switch path.Ext(name) {
	case ".js", ".css", ".wasm":
		return !lasting[name]
	}
	return false
}
