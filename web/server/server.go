// Package server serves the page, the wasm binary and the model to browsers on
// this machine: known files only, GET and HEAD only, strict headers on every
// answer.
package server

import (
	"net/http"
	"os"
	"time"
)

// Config says what to serve.
type Config struct {
	Files []File   // the page, by exact path
	Model *os.Root // the model's folder, or nil when there is none
	Others
}

// New returns the handler of a site.
func New(c Config) http.Handler {
	s := &site{files: map[string]*asset{}, model: c.Model}
	for _, f := range c.Files {
		s.files["/"+f.Name] = &asset{name: f.Name, path: f.Path, packed: f.Packed, others: c.Others}
	}
	if page := s.files["/index.html"]; page != nil {
		s.files["/"] = page
	}
	return s
}

// File is a file of the page.
type File struct {
	Name   string  // path on the site, without the first slash
	Path   string  // path on disk
	Packed *Packed // compressed copies, or nil
}

type site struct {
	files map[string]*asset
	model *os.Root
}

// ServeHTTP answers a request.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	w = refusing{w}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This site only answers GET and HEAD.", http.StatusMethodNotAllowed)
		return
	}
	oneRange(r)
	if a := s.files[r.URL.Path]; a != nil {
		a.serve(w, r)
		return
	}
	if s.model != nil && serveModel(w, r, s.model) {
		return
	}
	http.Error(w, "There is nothing here. The page is at /", http.StatusNotFound)
}

// Server returns an http.Server that slow or greedy clients cannot tie up. It
// has no write timeout, since a large model may take long.
func Server(addr string, h http.Handler) *http.Server {
	return &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 30 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 16 << 10}
}
