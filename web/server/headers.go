package server

import (
	"net/http"
	"path"
	"regexp"
	"strings"
)

// policy allows scripts, workers and data of this site only, and WebAssembly;
// no evaluated strings, no inline scripts or styles.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"worker-src 'self'",
	"connect-src 'self'",
	"img-src 'self' blob:",
	"style-src 'self'",
	"manifest-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'self'",
}, "; ")

// Headers are on every answer, whatever its status.
var Headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cache-Control":                "no-cache",
}

func setHeaders(h http.Header) {
	for name, value := range Headers {
		h.Set(name, value)
	}
}

// types are the kinds of file that the site serves; it serves no others.
var types = map[string]string{
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

// describe sets the headers that depend on a file's name and digest.
func describe(h http.Header, name, digest string) {
	h.Set("Content-Type", types[path.Ext(name)])
	if digest != "" {
		h.Set("ETag", `"`+digest+`"`)
	}
	if hashed.MatchString(path.Base(name)) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
}

// oneRange drops a request for several ranges, which then gets the whole file.
func oneRange(r *http.Request) {
	if strings.Contains(r.Header.Get("Range"), ",") {
		r.Header.Del("Range")
	}
}
