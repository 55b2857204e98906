package server

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testSite serves a small page and a model out of a temporary folder.
func testSite(t testing.TB, mirrors ...string) http.Handler {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	packed := &Packed{Folder: filepath.Join(dir, "packed"), Quality: 1}
	files := []File{
		{Name: "index.html", Path: write("static/index.html", "<!doctype html>")},
		{Name: "boot.js", Path: write("static/boot.js", "1")},
		{Name: "style.0123456789abcdef.css", Path: write("static/style.0123456789abcdef.css", "a{}")},
		{Name: "unclip.wasm", Path: write("build/unclip.wasm", strings.Repeat("wasm", 999)), Packed: packed},
		{Name: "gone.js", Path: filepath.Join(dir, "gone.js")},
	}
	write("secret.txt", "secret")
	write("model/manifest.json", "{}")
	write("model/.hidden.json", "secret")
	write("model/notes.exe", "secret")
	write("model/part/shard-0123456789abcdef0123.safetensors", "0123456789")
	if err := os.Symlink(filepath.Join(dir, "secret.txt"), filepath.Join(dir, "model/link.txt")); err != nil {
		t.Log("no symbolic links here:", err)
	}
	model, err := os.OpenRoot(filepath.Join(dir, "model"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	return New(Config{Files: files, Model: model, Others: Others{Mirrors: mirrors}})
}

func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	r.URL.Path, r.RequestURI = target, target
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const shard = "/model/part/shard-0123456789abcdef0123.safetensors"

func TestHeadersAreOnEveryAnswer(t *testing.T) {
	h := testSite(t)
	const typed = "; require-trusted-types-for 'script'; trusted-types unclip"
	cases := []struct {
		method, target, kind, cache string
		status                      int
		script, public              bool
		ranged                      string
	}{
		{"GET", "/", "text/html; charset=utf-8", "no-cache", 200, true, false, ""},
		{"GET", "/index.html", "text/html; charset=utf-8", "no-cache", 200, true, false, ""},
		{"HEAD", "/boot.js", "text/javascript; charset=utf-8", "no-cache", 200, true, true, ""},
		{"GET", "/unclip.wasm", "application/wasm", "no-cache", 200, false, true, ""},
		{"GET", "/style.0123456789abcdef.css", "text/css; charset=utf-8", forever, 200, false, true, ""},
		{"GET", "/model/manifest.json", "application/json", "no-cache", 200, false, true, ""},
		{"GET", shard, "application/octet-stream", forever, 200, false, true, ""},
		{"GET", shard, "application/octet-stream", forever, 206, false, true, "bytes=0-3"},
		{"GET", shard, "text/plain; charset=utf-8", "no-cache", 416, false, true, "bytes=10-"},
		{"GET", "/style.0123456789abcdef.css", "text/plain; charset=utf-8", "no-cache", 416, false, true, "bytes=10-"},
		{"GET", "/nothing", "text/plain; charset=utf-8", "no-cache", 404, false, false, ""},
		{"GET", "/gone.js", "text/plain; charset=utf-8", "no-cache", 404, false, false, ""},
		{"POST", "/", "text/plain; charset=utf-8", "no-cache", 405, false, false, ""},
		{"DELETE", "/model/manifest.json", "text/plain; charset=utf-8", "no-cache", 405, false, false, ""},
		{"OPTIONS", "/unclip.wasm", "text/plain; charset=utf-8", "no-cache", 405, false, false, ""},
	}
	for _, c := range cases {
		w := ask(h, c.method, c.target, "Range", c.ranged)
		if w.Code != c.status {
			t.Errorf("%s %s: %d", c.method, c.target, w.Code)
		}
		want := maps.Clone(fixed)
		want["Content-Type"], want["Cache-Control"] = c.kind, c.cache
		if c.script {
			want["Content-Security-Policy"] += typed
		}
		if c.public {
			want["Cross-Origin-Resource-Policy"], want["Access-Control-Allow-Origin"] = "cross-origin", "*"
		}
		for name, value := range want {
			if got := w.Header().Get(name); got != value {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.target, name, got, value)
			}
		}
	}
}

// fixed are the headers of a text that is not there.
var fixed = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' blob:; " +
		"style-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; worker-src 'self'; frame-ancestors 'self'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Access-Control-Allow-Origin":  "",
	"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

// The frame may stand in any page.
func TestFrame(t *testing.T) {
	csp := HeadersOf("frame.html", Others{})["Content-Security-Policy"]
	for _, want := range []string{"frame-ancestors *", "worker-src 'self';", "require-trusted-types-for", "script-src 'self' 'wasm-unsafe-eval';"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s lacks %s", csp, want)
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	h := testSite(t)
	for _, target := range []string{
		"/../secret.txt", "/model/../secret.txt", "/model/../../etc/passwd", "/model/%2e%2e/secret.txt", "/model/..%2fsecret.txt",
		"/model/..\\secret.txt", "\\secret.txt", "/model//manifest.json", "/model/./manifest.json", "/model/", "/model", "/model/part",
		"/model/manifest.json/", "/model/manifest.json\x00.txt", "/model/.hidden.json", "/model/notes.exe", "/model/link.txt",
		"/model/C:/secret.txt", "/model/con.txt", "/model/NUL.txt", "/model//etc/passwd", "/build/unclip.wasm", "/static/boot.js",
		"/secret.txt", "//boot.js", "/boot.js/", "/BOOT.JS", "", "model/manifest.json",
	} {
		if w := ask(h, "GET", target); w.Code != http.StatusNotFound || bytes.Contains(w.Body.Bytes(), []byte("secret")) {
			t.Errorf("%q: %d %q", target, w.Code, w.Body)
		}
	}
}

func TestRanges(t *testing.T) {
	h := testSite(t)
	cases := []struct {
		asked, body, length string
		status              int
	}{
		{"", "0123456789", "", 200},
		{"bytes=0-3", "0123", "bytes 0-3/10", 206},
		{"bytes=4-", "456789", "bytes 4-9/10", 206},
		{"bytes=-2", "89", "bytes 8-9/10", 206},
		{"bytes=0-999", "0123456789", "bytes 0-9/10", 206},
		{"bytes=0-1,4-5", "0123456789", "", 200},
		{"bytes=10-", "", "bytes */10", 416},
	}
	for _, c := range cases {
		w := ask(h, "GET", shard, "Range", c.asked)
		if w.Code != c.status || c.status != 416 && w.Body.String() != c.body || w.Header().Get("Content-Range") != c.length {
			t.Errorf("%q: %d %q %q", c.asked, w.Code, w.Body, w.Header().Get("Content-Range"))
		}
	}
	etag := ask(h, "GET", shard).Header().Get("ETag")
	if etag != `"0123456789abcdef0123"` {
		t.Errorf("the shard's ETag is %s", etag)
	}
	if w := ask(h, "GET", shard, "If-None-Match", etag); w.Code != 304 {
		t.Errorf("the same version was sent again: %d", w.Code)
	}
	if w := ask(h, "GET", shard, "Range", "bytes=4-", "If-Range", `"another"`); w.Code != 200 {
		t.Errorf("versions were mixed: %d", w.Code)
	}
	if w := ask(h, "GET", shard, "If-Match", `"another"`); w.Code != 412 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("another version: %d, %s", w.Code, w.Header().Get("Cache-Control"))
	}
}

// Tags are digests: of the name, or of what the file holds now.
func TestTagsAreDigests(t *testing.T) {
	h := testSite(t)
	for _, c := range []struct{ target, content string }{{"/model/manifest.json", "{}"}, {"/boot.js", "1"}, {shard, ""}} {
		want := "0123456789abcdef0123"
		if c.content != "" {
			want = fmt.Sprintf("%x", sha256.Sum256([]byte(c.content)))
		}
		w := ask(h, "GET", c.target)
		if got := w.Header().Get("ETag"); got != `"`+want+`"` || w.Code != 200 || c.content != "" && w.Body.String() != c.content {
			t.Errorf("%s: %d %s %q, want %s", c.target, w.Code, got, w.Body, want)
		}
	}
}

// TestLargeFilesAreNotReadForTheirTags: not once for each request.
func TestLargeFilesAreNotReadForTheirTags(t *testing.T) {
	info, err := os.Stat("server_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tag, err := tagOf("text-000.safetensors", nil, info)
	if later, _ := tagOf("text-000.safetensors", nil, info); err != nil || tag == "" || tag != later {
		t.Errorf("%q, %q, %v", tag, later, err)
	}
}

func TestPackedCopies(t *testing.T) {
	h := testSite(t).(*site)
	wasm := h.files["/unclip.wasm"]
	plain := ask(h, "GET", "/unclip.wasm", "Accept-Encoding", "br, gzip")
	if _, err := os.Stat(wasm.packed.Folder); err == nil || plain.Header().Get("Content-Encoding") != "" {
		t.Fatal("a request had something compressed")
	}
	files := []File{{Name: "boot.js", Path: h.files["/boot.js"].path}, {Name: "unclip.wasm", Path: wasm.path, Packed: wasm.packed}}
	for range 2 { // the second time they are there
		if err := Pack(files); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct{ accept, ranged, encoding string }{
		{"", "", ""}, {"gzip, deflate, br, zstd", "", "br"}, {"gzip", "", "gzip"}, {"br;q=0, gzip;q=0.5", "", "gzip"},
		{"identity", "", ""}, {"br", "bytes=0-3", ""},
	}
	for _, c := range cases {
		w := ask(h, "GET", "/unclip.wasm", "Accept-Encoding", c.accept, "Range", c.ranged)
		if got := w.Header().Get("Content-Encoding"); got != c.encoding {
			t.Errorf("%q %q: encoded as %q", c.accept, c.ranged, got)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Content-Type") != "application/wasm" {
			t.Errorf("%q: %v", c.accept, w.Header())
		}
		if c.encoding != "" && w.Body.Len() >= plain.Body.Len() {
			t.Errorf("%q: %d bytes, plain %d", c.accept, w.Body.Len(), plain.Body.Len())
		}
	}
}

func TestPackingFails(t *testing.T) {
	files := []File{{Name: "gone.js", Path: filepath.Join(t.TempDir(), "gone.js"), Packed: &Packed{Folder: t.TempDir()}}}
	if err := Pack(files); err == nil || !strings.Contains(err.Error(), "gone.js") {
		t.Error(err)
	}
}

func TestEditedFilesAreNoticed(t *testing.T) {
	h := testSite(t).(*site)
	before := ask(h, "GET", "/boot.js").Header().Get("ETag")
	if err := os.WriteFile(h.files["/boot.js"].path, []byte("22"), 0o644); err != nil {
		t.Fatal(err)
	}
	after := ask(h, "GET", "/boot.js", "If-None-Match", before)
	if after.Code != 200 || after.Body.String() != "22" {
		t.Errorf("%d %q", after.Code, after.Body)
	}
}

// FuzzPaths asks for arbitrary paths; none may reach a secret or a folder.
func FuzzPaths(f *testing.F) {
	f.Add("/model/../secret.txt")
	f.Add("/model/link.txt")
	h := testSite(f)
	f.Fuzz(func(t *testing.T, target string) {
		if w := ask(h, "GET", target); bytes.Contains(w.Body.Bytes(), []byte("secret")) {
			t.Fatalf("%q: %q", target, w.Body)
		}
	})
}
