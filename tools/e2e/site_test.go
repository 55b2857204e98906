//go:build browser

package e2e

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"unclip/models/weights"
	"unclip/web/release"
	"unclip/web/server"
)

// build compiles the page once for all tests.
var build = sync.OnceValues(func() ([]server.File, error) {
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	b := server.Build{Root: root}
	if err := b.Make(context.Background()); err != nil {
		return nil, err
	}
	sources, err := b.Page(1)
	if err != nil {
		return nil, err
	}
	released, err := release.Assemble(sources, b.Folder("release"), release.Facts{})
	return append(sources, released...), err // the sources too, for drivers without the page
})

// site is the real server with a tiny model, and an eye on every request. Its
// faults stand in for files of the model.
type site struct {
	URL      string
	manifest *weights.Manifest
	folder   string
	real     http.Handler

	mu      sync.Mutex
	faults  map[string]fault // by file of the model
	sent    map[string]int64 // bytes of bodies, by path
	asked   int              // requests so far
	reports []string         // what the content security policy refused
}

// fault answers in place of the server; content is the file as it should be.
type fault func(w http.ResponseWriter, r *http.Request, content []byte)

// newSite serves the tiny model until the test ends. Every site is an origin of
// its own, with a storage of its own.
func newSite(t *testing.T) *site {
	t.Helper()
	folder := t.TempDir()
	return serve(t, folder, writeModel(t, folder))
}

// newStickers serves the embedded model.
func newStickers(t *testing.T) *site {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "models", "sticker")
	raw, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := weights.ParseManifest(raw)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, folder, m)
}

func serve(t *testing.T, folder string, m *weights.Manifest) *site {
	t.Helper()
	files, err := build()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{manifest: m, folder: folder, faults: map[string]fault{}, sent: map[string]int64{}}
	s.renew(t, server.Config{Files: files})
	h := httptest.NewUnstartedServer(nil)
	h.Config = server.Server("", s)
	h.Start()
	s.URL = h.URL + "/"
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
		for _, r := range s.violations() {
			policy.violations.Add(1)
			t.Errorf("the content security policy refused something: %s", r)
		}
	})
	return s
}

// reportPath is where browsers report violations of the policy, of workers too.
const reportPath = "/policy-report"

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == reportPath {
		body, _ := io.ReadAll(r.Body) // half a report is a report
		s.mu.Lock()
		defer s.mu.Unlock()
		s.reports = append(s.reports, string(body))
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/model/")
	s.mu.Lock()
	s.asked++
	f, real := s.faults[name], s.real
	s.mu.Unlock()
	count := &counter{ResponseWriter: w, site: s, path: r.URL.Path}
	if f == nil {
		real.ServeHTTP(count, r)
		return
	}
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for key, value := range server.HeadersOf("model/"+name, server.Others{}) {
		w.Header().Set(key, value)
	}
	f(count, r, content)
}

// renew serves another page from now on, and the same model.
func (s *site) renew(t *testing.T, c server.Config) {
	t.Helper()
	model, err := server.OpenModel(s.folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	c.Model = model
	s.mu.Lock()
	defer s.mu.Unlock()
	s.real = server.New(c)
}

// fail lets a file of the model fail from now on; nil makes it well again.
func (s *site) fail(name string, f fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults[name] = f; f == nil {
		delete(s.faults, name)
	}
}

// weights is how many bytes of each file of the model were sent since the last
// call, the manifest apart.
func (s *site) weights() map[string]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	files := map[string]int64{}
	for path, n := range s.sent {
		if name, ok := strings.CutPrefix(path, "/model/"); ok && name != "manifest.json" && n > 0 {
			files[name] = n
		}
	}
	clear(s.sent)
	return files
}

// requests counts what was asked for so far.
func (s *site) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// violations takes the reports so far.
func (s *site) violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.reports
	s.reports = nil
	return list
}

// counter counts the bytes of a body and has violations of the policy reported.
type counter struct {
	http.ResponseWriter
	site  *site
	path  string
	begun bool
}

func (c *counter) WriteHeader(status int) {
	if !c.begun {
		c.begun = true
		policy.answers.Add(1)
		h := c.Header()
		h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; report-uri "+reportPath)
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(p []byte) (int, error) {
	if !c.begun {
		c.WriteHeader(http.StatusOK)
	}
	n, err := c.ResponseWriter.Write(p)
	c.site.mu.Lock()
	defer c.site.mu.Unlock()
	c.site.sent[c.path] += int64(n)
	return n, err
}
