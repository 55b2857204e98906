package chrome

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func site(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><title>here</title><body style="background:#080">hello`)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func limit(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestPages(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	b := Test(t, Options{Width: 400, Height: 300, Console: func(line string) { mu.Lock(); lines = append(lines, line); mu.Unlock() }})
	ctx, p := limit(t), b.Page()
	if err := p.Open(ctx, site(t)); err != nil {
		t.Fatal(err)
	}
	var title string
	if err := p.Evaluate(ctx, `new Promise(done => setTimeout(() => { console.log('a\nb', 1, {}); done(document.title) }, 5))`, &title); err != nil || title != "here" {
		t.Errorf("%q, %v", title, err)
	}
	if err := p.Evaluate(ctx, `setTimeout(() => { throw new Error('late') })`, nil); err != nil {
		t.Error(err)
	}
	if err := p.Evaluate(ctx, `Promise.reject(new Error('refused'))`, nil); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("a rejection: %v", err)
	}
	if png, err := p.Screenshot(ctx, false); err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("screenshot: %d bytes, %v", len(png), err)
	}
	other, err := b.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Evaluate(ctx, `console.log('other')`, nil); err != nil {
		t.Error(err)
	}
	other.Close()
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(lines, "|"); !strings.Contains(got, "a\nb 1 Object") || !strings.Contains(got, "other") || !strings.Contains(got, "late") {
		t.Errorf("console: %q", got)
	}
}

func TestEndOfPatience(t *testing.T) {
	b := Test(t, Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := b.Page().Evaluate(ctx, `new Promise(() => {})`, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := b.Page().Evaluate(limit(t), `1`, nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestFaults(t *testing.T) {
	b := Test(t, Options{})
	ctx, p, url := limit(t), b.Page(), site(t)
	if err := p.Open(ctx, url); err != nil {
		t.Fatal(err)
	}
	if err := p.Network(ctx, Network{Offline: true}); err != nil {
		t.Fatal(err)
	}
	if err := p.Evaluate(ctx, `fetch('/')`, nil); err == nil {
		t.Error("offline, a fetch works")
	}
	if err := p.Network(ctx, Network{}); err != nil {
		t.Fatal(err)
	}
	if err := p.Evaluate(ctx, `fetch('/')`, nil); err != nil {
		t.Errorf("online again: %v", err)
	}
	if err := p.Quota(ctx, url, 1<<20); err != nil {
		t.Fatal(err)
	}
	put := `caches.open('x').then(c => c.put('/big', new Response(new Uint8Array(4 << 20))))`
	if err := p.Evaluate(ctx, put, nil); err == nil || !strings.Contains(err.Error(), "Quota") {
		t.Errorf("4 MiB into 1 MiB of quota: %v", err)
	}
	if err := p.Quota(ctx, url, -1); err != nil {
		t.Fatal(err)
	}
	if err := p.Evaluate(ctx, put, nil); err != nil {
		t.Errorf("without a limit: %v", err)
	}
	if err := p.ClearStorage(ctx, url); err != nil {
		t.Error(err)
	}
	start := time.Now()
	if err := b.CrashGPU(ctx); err != nil {
		t.Error(err)
	}
	t.Logf("crash of the GPU process: %v", time.Since(start))
	if err := b.Kill(); err != nil {
		t.Error(err)
	}
}

func TestCrashOfAPage(t *testing.T) {
	b := Test(t, Options{})
	p, err := b.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	crashed := p.Crashed()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	go func() { _ = p.Crash(ctx) }() // never answered
	select {
	case <-crashed:
	case <-time.After(20 * time.Second):
		t.Error("no word of the crash")
	}
	if err := b.Page().Evaluate(limit(t), `1`, nil); err != nil {
		t.Errorf("the other page: %v", err)
	}
}

func TestNoBrowser(t *testing.T) {
	t.Setenv("CHROME", "")
	t.Setenv("PATH", t.TempDir())
	if _, err := Start(t.Context(), Options{}); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "apt-get install chromium") {
		t.Errorf("got %v", err)
	}
}
