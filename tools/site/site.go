package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"

	"unclip/web/server"
)

// site is the folder being written; its first error sticks.
type site struct {
	out           string
	quality       int
	others        server.Others
	names         []string // on the site
	plain, packed int      // bytes of the page
	err           error
}

// put copies a file of the page, with compressed copies where they are smaller.
func (s *site) put(name, path string) {
	if s.err != nil {
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		s.err = err
		return
	}
	s.write(name, data)
	s.names = append(s.names, name)
	s.plain += len(data)
	small := len(data)
	if server.Packable(name) {
		small = min(s.putCopy(name+".gz", data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
			s.putCopy(name+".br", data, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, s.quality) }))
	}
	s.packed += small
}

// putCopy writes a compressed copy, if it is smaller, and returns how many bytes
// a visitor downloads then.
func (s *site) putCopy(name string, data []byte, packer func(io.Writer) io.WriteCloser) int {
	copied := s.compress(data, packer)
	if len(copied) >= len(data) {
		return len(data)
	}
	s.write(name, copied)
	return len(copied)
}

func (s *site) compress(data []byte, packer func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := packer(&out)
	_, err := w.Write(data)
	if ended := w.Close(); err == nil {
		err = ended
	}
	if err != nil && s.err == nil {
		s.err = err
	}
	return out.Bytes()
}

func (s *site) write(name string, data []byte) {
	if s.err != nil {
		return
	}
	path := filepath.Join(s.out, filepath.FromSlash(name))
	if s.err = os.MkdirAll(filepath.Dir(path), 0o755); s.err == nil {
		s.err = os.WriteFile(path, data, 0o644)
	}
}

// aliases are the addresses under which hosts serve a document.
func aliases(name string) []string {
	list := []string{"/" + name}
	if stem, ok := strings.CutSuffix(name, ".html"); ok {
		list = append(list, "/"+strings.TrimSuffix(stem, "index"))
	}
	return list
}
