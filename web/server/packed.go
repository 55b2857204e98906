package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// Packed keeps compressed copies of files, named by the digests of what they were
// made from. They are made before anything is served: no client makes the server
// compress, and a file that has changed since is served as it is.
type Packed struct {
	Folder  string // where the copies lie
	Quality int    // of brotli, 0 to 11
}

// Pack makes the copies of files that are to have some and lack them.
func Pack(files []File) error {
	for _, f := range files {
		if f.Packed == nil {
			continue
		}
		if err := f.Packed.pack(f.Path); err != nil {
			return fmt.Errorf("server: %s: %w; the folder %s must be writable", f.Name, err, f.Packed.Folder)
		}
	}
	return nil
}

// encodings in the order of preference.
var encodings = []struct{ name, extension string }{{"br", ".br"}, {"gzip", ".gz"}}

// serve answers with a compressed copy, or returns false.
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
	return false // without a copy, the plain file is fine
}

func (p *Packed) name(digest, extension string) string {
	return filepath.Join(p.Folder, digest[:16]+extension)
}

// pack makes the copies of one file.
func (p *Packed) pack(source string) error {
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
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
