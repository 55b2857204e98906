//go:build !js

package fetchtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// Host serves files, with ranges and strong ETags, and follows a script.
type Host struct {
	NoRanges bool // ignore Range, as simple hosts do
	NoTags   bool // send no ETag
	Page     bool // answer any request with a web page

	mu     sync.Mutex
	files  map[string][]byte
	script Script
	log    []Request
	sent   int64
}

// Script maps the number of a request, from 1, to its fault.
type Script map[int]Fault

// Request is what the host was asked.
type Request struct {
	File, Range, IfRange string
	At                   time.Time
}

// NewHost returns a host without files.
func NewHost(script Script) *Host { return &Host{files: map[string][]byte{}, script: script} }

// Add serves content under a name and describes it.
func (h *Host) Add(name string, content []byte) fetch.Item {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[name] = content
	sum := sha256.Sum256(content)
	return fetch.Item{File: name, Bytes: int64(len(content)), Digest: store.Digest(hex.EncodeToString(sum[:]))}
}

// Remove serves a file no more.
func (h *Host) Remove(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.files, name)
}

// Fail replaces the script; counting goes on.
func (h *Host) Fail(s Script) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.script = s
}

// Log lists the requests so far.
func (h *Host) Log() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Request(nil), h.log...)
}

// Sent counts the bytes of all bodies.
func (h *Host) Sent() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent
}

// content finds a file.
func (h *Host) content(name string) ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	content, ok := h.files[name]
	return content, ok
}

// name is the file that an address means: what follows the host.
func name(url string) string {
	_, path, _ := strings.Cut(url, "://")
	_, file, _ := strings.Cut(path, "/")
	return file
}

// admit logs a request and returns its file and fault.
func (h *Host) admit(r *http.Request) ([]byte, bool, Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/")
	h.log = append(h.log, Request{name, r.Header.Get("Range"), r.Header.Get("If-Range"), time.Now()})
	content, ok := h.files[name]
	fault := h.script[len(h.log)]
	if every, all := h.script[0]; all {
		fault = every
	}
	return content, ok, fault
}

// ServeHTTP implements http.Handler.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if allow(w, r) {
		return
	}
	content, ok, fault := h.admit(r)
	count := &counter{ResponseWriter: w, host: h}
	switch {
	case h.Page:
		serveHTML(count)
	case fault.Serve != nil:
		fault.Serve(count, r, content)
	case !ok:
		http.Error(count, "no such file", http.StatusNotFound)
	default:
		h.serve(count, r, content)
	}
}

// allow lets pages of other origins in, and answers their preflights.
func allow(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Headers", "Range, If-Range")
	w.Header().Set("Access-Control-Expose-Headers", "ETag, Content-Range, Retry-After")
	return r.Method == http.MethodOptions
}

func (h *Host) serve(w http.ResponseWriter, r *http.Request, content []byte) {
	if h.NoRanges {
		r.Header.Del("Range")
	}
	if !h.NoTags {
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(content)))
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// counter counts what is sent, beforehand: who has received a byte finds it
// counted.
type counter struct {
	http.ResponseWriter
	host *Host
}

func (c *counter) Write(p []byte) (int, error) {
	c.count(len(p))
	n, err := c.ResponseWriter.Write(p)
	c.count(n - len(p))
	return n, err
}

func (c *counter) count(bytes int) {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	c.host.sent += int64(bytes)
}

// Unwrap lets http.ResponseController through.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
