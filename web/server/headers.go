package server

import (
	"maps"
	"net/http"
	"path"
	"regexp"
	"strings"
)

// policy allows scripts, workers and data of this site only, and WebAssembly;
// no evaluated strings, no inline scripts or styles. more adds directives.
func policy(o Others, more ...string) string {
	return strings.Join(append([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		strings.Join(append([]string{"connect-src 'self'"}, o.Mirrors.origins()...), " "),
		"img-src 'self' blob:",
		"style-src 'self'",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
	}, more...), "; ")
}

// typed closes the doors through which strings become scripts or markup, but for
// one policy of our own, which names the scripts of workers.
const typed = "require-trusted-types-for 'script'; trusted-types unclip"

// Headers are on every answer, whatever its status, unless the kind of file has
// another value.
var Headers = map[string]string{
	"Content-Security-Policy":      policy(Others{}, "worker-src 'self'", "frame-ancestors 'self'"),
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cache-Control":                "no-cache",
}

// public headers let other sites embed the widget, and frames that have no
// origin read what they run. All of it is public, and nothing depends on who asks.
var public = map[string]string{
	"Cross-Origin-Resource-Policy":  "cross-origin",
	"Access-Control-Allow-Origin":   "*",
	"Access-Control-Expose-Headers": "Content-Length, Content-Range, ETag, Retry-After",
}

const (
	page  = "index.html"
	frame = "frame.html"

	forever = "public, max-age=31536000, immutable"
)

// HeadersOf are the headers of a file of the site, or of the model with the
// prefix "model/", beside those that depend on its content. Documents and scripts
// may fetch from the mirrors, and the frame may stand in the pages of embedders.
func HeadersOf(name string, o Others) map[string]string {
	h := maps.Clone(Headers)
	if kind := Types[path.Ext(name)]; kind != "" {
		h["Content-Type"] = kind
	}
	if name != page {
		maps.Copy(h, public)
	}
	switch {
	case name == frame:
		h["Content-Security-Policy"] = policy(o, "worker-src 'self'", "frame-ancestors "+o.Embedders.ancestors(), typed)
	case path.Ext(name) == ".html", path.Ext(name) == ".js":
		h["Content-Security-Policy"] = policy(o, "worker-src 'self'", "frame-ancestors 'self'", typed)
	}
	if hashed.MatchString(path.Base(name)) {
		h["Cache-Control"] = forever
	}
	return h
}

func setHeaders(h http.Header) {
	for name, value := range Headers {
		h.Set(name, value)
	}
}

// describe sets the headers of a file and of its version.
func describe(h http.Header, headers map[string]string, digest string) {
	for header, value := range headers {
		h.Set(header, value)
	}
	if digest != "" {
		h.Set("ETag", `"`+digest+`"`)
	}
}

// Types are the kinds of file that the site serves, by extension; it serves no others.
var Types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".wasm":        "application/wasm",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webp":        "image/webp",
	".txt":         "text/plain; charset=utf-8",
	".md":          "text/plain; charset=utf-8",
	".gz":          "application/gzip",
	".bin":         "application/octet-stream",
	".safetensors": "application/octet-stream",
	".webmanifest": "application/manifest+json",
}

// hashed matches names that carry a digest of their content.
var hashed = regexp.MustCompile(`(^|[.-])[0-9a-f]{16,64}([.-]|$)`)

// oneRange drops a request for a range that is not of the one form that clients
// need, digits alone; the answer is the whole file. Several ranges cost more than
// they are worth, and net/http answers the last no bytes ("-0", and "-+0", since
// it takes signs) with a range that ends before it begins.
func oneRange(r *http.Request) {
	if !plainRange.MatchString(r.Header.Get("Range")) {
		r.Header.Del("Range")
	}
}

// PlainRange matches that one form.
const PlainRange = `^bytes=([0-9]+-[0-9]*|-0*[1-9][0-9]*)$`

var plainRange = regexp.MustCompile(PlainRange)
