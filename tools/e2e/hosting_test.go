//go:build browser

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unclip/web/server"
)

// answer is what a server has sent.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a request as it is written, with lines of header.
func (e elsewhere) ask(t *testing.T, method, target string, lines ...string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", e.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	lines = append([]string{method + " " + target + " HTTP/1.1", "Host: " + e.address, "Connection: close"}, lines...)
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%s %q: %v", method, target, err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("%s %q: %v", method, target, err)
	}
	return answer{r.StatusCode, r.Header, body}
}

// own headers are the server's affair, or differ with the content.
var own = []string{"Accept-Ranges", "Connection", "Content-Encoding", "Content-Length", "Content-Range", "Date", "Etag", "Last-Modified", "Server", "Vary"}

// has wants exactly some headers, besides own ones.
func (a answer) has(t *testing.T, what string, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := a.header.Values(name); len(got) != 1 || got[0] != value {
			t.Errorf("%s: %s is %q, want %q", what, name, got, value)
		}
	}
	for name, got := range a.header {
		if _, wanted := want[name]; !wanted && !slices.Contains(own, name) {
			t.Errorf("%s: %s is %q, which our server does not send", what, name, got)
		}
	}
}

// names are the files of the site.
func (e elsewhere) names(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(e.folder, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(e.folder, path) // path lies in folder
		extension := filepath.Ext(name)
		if err == nil && !d.IsDir() && !strings.ContainsAny(d.Name()[:1], "._") && server.Types[extension] != "" && extension != ".gz" {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil || len(names) < 30 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	return names
}

// read is a file of the site.
func (e elsewhere) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(e.folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// files asks for each: all of it, its headers alone, and whether it has changed.
func (e elsewhere) files(t *testing.T) {
	check := func(target, name string) {
		want, data := server.HeadersOf(name, server.Others{}), e.read(t, name)
		whole := e.ask(t, "GET", target)
		if whole.has(t, target, want); whole.status != 200 || !bytes.Equal(whole.body, data) {
			t.Errorf("%s: %d, %d bytes of %d", target, whole.status, len(whole.body), len(data))
		}
		head := e.ask(t, "HEAD", target)
		if head.has(t, "HEAD "+target, want); head.status != 200 || len(head.body) > 0 || head.header.Get("Content-Length") != fmt.Sprint(len(data)) {
			t.Errorf("HEAD %s: %d, %d bytes, said to be %s", target, head.status, len(head.body), head.header.Get("Content-Length"))
		}
		same := e.ask(t, "GET", target, "If-None-Match: "+whole.header.Get("ETag"))
		if same.status != 304 || same.header.Get("Cache-Control") != want["Cache-Control"] || same.header.Get("Content-Security-Policy") != want["Content-Security-Policy"] {
			t.Errorf("%s once more: %d, %v", target, same.status, same.header)
		}
	}
	check("/", "index.html")
	for _, name := range e.names(t) {
		check("/"+name, name)
	}
}

// copies asks for what compresses well, by what a client takes.
func (e elsewhere) copies(t *testing.T) {
	for _, name := range e.names(t) {
		if _, err := os.Stat(filepath.Join(e.folder, name+".gz")); err != nil {
			continue // it would not be smaller, or is of the model
		}
		extensions, tags := map[string]string{"br": ".br", "gzip": ".gz"}, map[string]string{}
		for _, c := range []struct{ takes, want string }{
			{"gzip, deflate, br, zstd", "br"}, {"gzip, deflate", "gzip"}, {"br", "br"}, {"identity", ""}, {"br;q=0, gzip", "gzip"}, {"", ""},
		} {
			a := e.ask(t, "GET", "/"+name, "Accept-Encoding: "+c.takes)
			a.has(t, name, server.HeadersOf(name, server.Others{}))
			if got := a.header.Get("Content-Encoding"); a.status != 200 || got != c.want || !bytes.Equal(a.body, e.read(t, name+extensions[c.want])) {
				t.Errorf("%s for %q: %d, %d bytes encoded as %q", name, c.takes, a.status, len(a.body), got)
			}
			if !strings.EqualFold(a.header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s for %q varies by %q", name, c.takes, a.header.Values("Vary"))
			}
			tags[c.want] = a.header.Get("ETag")
		}
		if tags[""] == tags["br"] || tags[""] == tags["gzip"] || tags["br"] == tags["gzip"] && tags["br"] != "" {
			t.Errorf("%s: ETags do not tell encodings apart: %q", name, tags)
		}
	}
}

// ranges asks for parts of a shard. What is not of the one form that clients need
// is refused, or gets the whole.
func (e elsewhere) ranges(t *testing.T) {
	names := e.names(t)
	name := names[slices.IndexFunc(names, func(s string) bool { return strings.HasSuffix(s, ".safetensors") })]
	data := e.read(t, name)
	n := len(data)
	whole := e.ask(t, "GET", "/"+name)
	for _, c := range []struct {
		ask, ifRange string
		from, to     int // of the part; to is 0 for the whole or a refusal
	}{
		{"0-0", "", 0, 1}, {"5-9", "", 5, 10}, {fmt.Sprintf("%d-", n-3), "", n - 3, n}, {"-5", "", n - 5, n}, {"0-999999999", "", 0, n},
		{"5-9", whole.header.Get("ETag"), 5, 10}, {"5-9", whole.header.Get("Last-Modified"), 5, 10}, {"5-9", `"another"`, 0, 0}, {"5-9", "Wed, 21 Oct 2015 07:28:00 GMT", 0, 0},
		{"-0", "", 0, 0}, {"-+0", "", 0, 0}, {"+1-2", "", 0, 0}, {"5-2", "", 0, 0}, {"a-b", "", 0, 0}, {"0-0,5-9", "", 0, 0}, {"999999999-", "", 0, 0}, {"", "", 0, 0},
	} {
		lines := []string{"Range: bytes=" + c.ask}
		if c.ifRange != "" {
			lines = append(lines, "If-Range: "+c.ifRange)
		}
		a := e.ask(t, "GET", "/"+name, lines...)
		switch {
		case c.to > 0 && a.status == 206 && bytes.Equal(a.body, data[c.from:c.to]) && a.header.Get("Content-Range") == fmt.Sprintf("bytes %d-%d/%d", c.from, c.to-1, n):
			a.has(t, name, server.HeadersOf(name, server.Others{}))
		case c.to == 0 && a.status == 200 && bytes.Equal(a.body, data):
		case c.to == 0 && a.status == 416 && c.ifRange == "" && strings.TrimPrefix(a.header.Get("Content-Range"), fmt.Sprintf("bytes */%d", n)) == "":
		default:
			t.Errorf("%q if %q: %d, %d bytes, %q", c.ask, c.ifRange, a.status, len(a.body), a.header.Get("Content-Range"))
		}
	}
}

// refusals asks for what is not there, is nobody's business, or cannot be done.
func (e elsewhere) refusals(t *testing.T) {
	for _, target := range []string{"/nothing", "/nothing.js", "/old.0123456789abcdef.js", "/model", "/model/", "/model/nothing.safetensors", "/frame", "/index.html/",
		"/.secret.txt", "/model/.secret.txt", "/secret.php", "/_headers", "/_caddy.conf", "/_nginx-http.conf", "/index.html.br", "/index.html.gz", "/secret.txt"} {
		e.refuses(t, 404, "GET", target)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"} {
		a := e.refuses(t, 405, method, "/index.html")
		if got := a.header.Get("Allow"); got != "GET, HEAD" {
			t.Errorf("%s: allowed are %q", method, got)
		}
	}
	for _, target := range []string{"/../secret.txt", "/model/../../secret.txt", "/%2e%2e/secret.txt", "/model/..%2f..%2fsecret.txt", "/..%5csecret.txt", `/..\secret.txt`,
		"/model/%2e%2e/%2e%2e/secret.txt", "/./.secret.txt", "/%2esecret.txt", "//.secret.txt", "/secret.php%00.txt", "/.secret.txt%20", "/index.html/../.secret.txt"} {
		if a := e.ask(t, "GET", target); a.status < 400 || bytes.Contains(a.body, []byte(secret)) {
			t.Errorf("%q: %d %s", target, a.status, a.body)
		}
	}
}

// refuses wants a refusal with the headers of ours.
func (e elsewhere) refuses(t *testing.T, status int, method, target string) answer {
	t.Helper()
	want := maps.Clone(server.Headers)
	a := e.ask(t, method, target)
	for _, name := range []string{"Content-Type", "Allow"} {
		if value := a.header.Get(name); value != "" {
			want[name] = value // of the server's own words
		}
	}
	if a.has(t, method+" "+target, want); a.status != status || bytes.Contains(a.body, []byte(secret)) {
		t.Errorf("%s %s: %d, want %d", method, target, a.status, status)
	}
	return a
}
