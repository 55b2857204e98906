//go:build browser && !js

package install_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/fetch/fetchtest"
)

// visitorOutcome is the outcome that the page reports.
type visitorOutcome struct {
	Kind, Error string
	Done, Total int64
	Waited      bool
	Memory      uint64
	Manifest    bool
	Kept, Good  int
	Wrong       int
}

// site serves the visitor's page, and a model from another origin.
type site struct {
	*httptest.Server
	host  *fetchtest.Host
	model *model
	base  string // of the model

	mu    sync.Mutex
	acked map[string]bool // databases whose installation was reported complete
}

const pageHTML = `<!doctype html><title>visitor</title><script src="wasm_exec.js"></script><script>
visitor = { started: new Promise((resolve) => { globalThis.resolveReady = resolve; }), ready() { resolveReady(); } };
const go = new Go();
go.argv = ["visitor", "-test.run=TestVisitor", "-test.timeout=0"];
WebAssembly.instantiateStreaming(fetch("visitor.wasm"), go.importObject).then(({ instance }) => go.run(instance));
</script>`

func newSite(t *testing.T, shards, size int) *site {
	t.Helper()
	wasm := filepath.Join(t.TempDir(), "visitor.wasm")
	build := exec.Command("go", "test", "-c", "-o", wasm, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := &site{host: fetchtest.NewHost(nil), acked: map[string]bool{}}
	s.model = publish(s.host, shards, size, 0)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(pageHTML))
	})
	mux.HandleFunc("GET /visitor.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, wasm) })
	mux.HandleFunc("GET /wasm_exec.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(runtime.GOROOT(), "lib", "wasm", "wasm_exec.js"))
	})
	mux.HandleFunc("POST /ack/{db}", func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.acked[r.PathValue("db")] = true
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	models := httptest.NewServer(s.host)
	t.Cleanup(models.Close)
	s.base = strings.Replace(models.URL, "127.0.0.1", "localhost", 1)
	return s
}

func (s *site) ack(db string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.acked[db]
}

// visit opens the visitor's page and waits until it is ready.
func (s *site) visit(t *testing.T, p *chrome.Page) *chrome.Page {
	t.Helper()
	must(t, p.Open(t.Context(), s.URL))
	must(t, p.Evaluate(t.Context(), "visitor.started", nil))
	return p
}

func (s *site) tab(t *testing.T, b *chrome.Browser) *chrome.Page {
	t.Helper()
	p, err := b.NewPage()
	must(t, err)
	return s.visit(t, p)
}

// do runs "install" or "verify" and returns its outcome.
func (s *site) do(t *testing.T, p *chrome.Page, action, db string) (o visitorOutcome) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var text string
	must(t, p.Evaluate(ctx, fmt.Sprintf("visitor.%s(%q, %q)", action, s.base, db), &text))
	must(t, json.Unmarshal([]byte(text), &o))
	return o
}

// wantComplete reads everything back.
func (s *site) wantComplete(t *testing.T, p *chrome.Page, db string) {
	t.Helper()
	if o := s.do(t, p, "verify", db); !o.Manifest || o.Good != len(s.model.items) || o.Kind != "" {
		t.Errorf("%s: %+v", db, o)
	}
}

// An unfriendly network, then a second visit, which costs nothing.
func TestBrowserInstalls(t *testing.T) {
	s := newSite(t, 48, 1<<20)
	page := s.visit(t, chrome.Test(t, chrome.Options{}).Page())
	faults := fetchtest.Script{}
	all := append(fetchtest.Faults(), fetchtest.DropWell(s.host, 0.5))
	for i, f := range all {
		if f.Name != "status 404" && f.Name != "trickle" {
			faults[2+4*(2*i%len(all))] = f // those that count against the host far apart, so that no file meets two
		}
	}
	s.host.Fail(faults)
	must(t, page.Evaluate(t.Context(), "visitor.patience = 4", nil))
	o := s.do(t, page, "install", "a")
	if o.Kind != "" || o.Done != s.model.size() || o.Total != o.Done {
		t.Fatalf("%+v", o)
	}
	t.Logf("installed %d bytes after %d requests", o.Done, len(s.host.Log()))
	s.wantComplete(t, page, "a")
	sent := s.host.Sent()
	if o = s.do(t, page, "install", "a"); o.Kind != "" || s.host.Sent()-sent > int64(len(s.model.manifest)) {
		t.Errorf("again: %+v, %d bytes", o, s.host.Sent()-sent)
	}
}

// Weights do not pass through Go's heap: a model of four times the bound is
// installed below it.
func TestBrowserHeap(t *testing.T) {
	const bound = 64 << 20
	s := newSite(t, 256, 4*bound/256)
	page := s.visit(t, chrome.Test(t, chrome.Options{}).Page())
	o := s.do(t, page, "install", "heap")
	if o.Kind != "" || o.Done != s.model.size() || o.Done < 4*bound {
		t.Fatalf("%+v", o)
	}
	if o.Memory > bound {
		t.Errorf("%d bytes of Go memory for a model of %d", o.Memory, o.Done)
	}
	t.Logf("installed %d bytes with %d of Go memory", o.Done, o.Memory)
	s.wantComplete(t, page, "heap")
}

// The browser's quota ends an installation with a clear error, keeps what there
// is, and more quota lets it go on.
func TestBrowserQuota(t *testing.T) {
	s := newSite(t, 12, 1<<20)
	page := s.visit(t, chrome.Test(t, chrome.Options{}).Page())
	for _, percent := range []int{0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 90, 99} {
		db := fmt.Sprint("quota", percent)
		must(t, page.ClearStorage(t.Context(), s.URL))
		must(t, page.Quota(t.Context(), s.URL, max(1, int(s.model.size())*percent/100)))
		o := s.do(t, page, "install", db)
		if o.Kind != "quota" && percent < 99 || o.Kind != "" && o.Kind != "quota" {
			t.Errorf("%d %%: %+v", percent, o)
		}
		must(t, page.Quota(t.Context(), s.URL, -1))
		sent := s.host.Sent()
		kept := s.do(t, page, "verify", db)
		if kept.Good != kept.Kept {
			t.Errorf("%d %%: %+v", percent, kept)
		}
		if o := s.do(t, page, "install", db); o.Kind != "" {
			t.Errorf("%d %%, resumed: %+v", percent, o)
		}
		t.Logf("%d %%: kept %d of %d, resumed with %d bytes", percent, kept.Kept, len(s.model.items), s.host.Sent()-sent)
		s.wantComplete(t, page, db)
	}
}

// Eight tabs install at once: the model is downloaded once.
func TestBrowserTabs(t *testing.T) {
	s := newSite(t, 24, 1<<20)
	b := chrome.Test(t, chrome.Options{})
	tabs := make([]*chrome.Page, 8)
	for i := range tabs {
		tabs[i] = s.tab(t, b)
	}
	outcomes := make([]visitorOutcome, len(tabs))
	var all sync.WaitGroup
	for i, p := range tabs {
		all.Go(func() { outcomes[i] = s.do(t, p, "install", "tabs") })
	}
	all.Wait()
	for i, o := range outcomes {
		if o.Kind != "" || o.Done != s.model.size() {
			t.Errorf("tab %d: %+v", i, o)
		}
	}
	if most := s.model.size()*102/100 + 8*int64(len(s.model.manifest)); s.host.Sent() > most {
		t.Errorf("%d bytes sent for a model of %d; asked twice: %v", s.host.Sent(), s.model.size(), s.repeated())
	}
	s.wantComplete(t, tabs[0], "tabs")
}

// repeated lists requests for shards that had been asked for before.
func (s *site) repeated() (again []fetchtest.Request) {
	seen := map[string]bool{"manifest.json": true}
	for _, r := range s.host.Log() {
		if seen[r.File] && r.File != "manifest.json" {
			again = append(again, r)
		}
		seen[r.File] = true
	}
	return again
}
