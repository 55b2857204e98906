package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/andybalholm/brotli"
)

// Packed keeps compressed copies of one file beside it, named by the digest of
// what they were made from. Nothing is compressed while a client waits: until a
// copy is there, the plain file is served.
type Packed struct {
	Folder  string // where the copies lie
	Quality int    // of brotli, 0 to 11

	mu    sync.Mutex
	begun map[string]bool // digests at work or done
	work  sync.WaitGroup
}

// Wait returns when nothing is being compressed.
func (p *Packed) Wait() { p.work.Wait() }

// encodings in the order of preference.
var encodings = []struct{ name, extension string }{{"br", ".br"}, {"gzip", ".gz"}}

// serve answers with a compressed copy, or starts making one and returns false.
func (p *Packed) serve(w http.ResponseWriter, r *http.Request, a *asset, digest string) bool {
	w.Header().Set("Vary", "Accept-Encoding")
	if r.Header.Get("Range") != "" {
		return false
	}
	for _, e := range encodings {
		if !accepts(r, e.name) {
			continue
		}
		f, err := os.Open(p.name(digest, e.extension))
		if err != nil {
			continue
		}
		defer f.Close()
		a.describe(w.Header(), digest+"-"+e.name)
		w.Header().Set("Content-Encoding", e.name)
		info, err := f.Stat()
		if err != nil {
			return false
		}
		http.ServeContent(w, r, "", info.ModTime(), f)
		return true
	}
	p.work.Go(func() { p.Pack(a.path, digest) }) // without a copy, the plain file is fine
	return false
}

func (p *Packed) name(digest, extension string) string {
	return filepath.Join(p.Folder, digest[:16]+extension)
}

// Pack makes the copies of a file, once per digest.
func (p *Packed) Pack(source, digest string) error {
	p.mu.Lock()
	if p.begun == nil {
		p.begun = map[string]bool{}
	}
	begun := p.begun[digest]
	p.begun[digest] = true
	p.mu.Unlock()
	if begun {
		return nil
	}
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := p.write(digest, ".br", data, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, p.Quality) }); err != nil {
		return err
	}
	return p.write(digest, ".gz", data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

// write compresses into memory and moves the copy into place whole.
func (p *Packed) write(digest, extension string, data []byte, packer func(io.Writer) io.WriteCloser) error {
	name := p.name(digest, extension)
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	var out bytes.Buffer
	w := packer(&out)
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.MkdirAll(p.Folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name+".new", out.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
