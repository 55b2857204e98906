//go:build !js

package install_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"unclip/models/weights"
	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/mem"
)

// publishModel puts a model with two stages and a file on a host. Two of its
// shards are equal.
func publishModel(t *testing.T, h *fetchtest.Host) *weights.Manifest {
	t.Helper()
	m := &weights.Manifest{Format: weights.Format, Name: "tiny", Version: "1", License: "MIT",
		Config: map[string]json.RawMessage{"text": json.RawMessage(`{}`)}, Stages: []string{"text", "prior"},
		Needs: weights.Needs{Features: []string{}, Limits: map[string]int64{}}, Tokenizer: "merges.txt"}
	merges := h.Add("merges.txt", []byte("a b\n"))
	m.Files = []weights.File{{File: merges.File, Bytes: merges.Bytes, SHA256: string(merges.Digest), Role: "merges"}}
	for i, stage := range []string{"text", "text", "prior"} {
		it := h.Add(stage+string(rune('0'+i))+".safetensors", content(4096, i/2))
		m.Shards = append(m.Shards, weights.Shard{File: it.File, Bytes: it.Bytes, SHA256: string(it.Digest), Stage: stage})
	}
	raw, err := m.Encode()
	must(t, err)
	h.Add("manifest.json", raw)
	return m
}

func newLibrary(t *testing.T, h *fetchtest.Host, kept store.Store, stages ...string) (*install.Library, *fetchtest.Shelf) {
	t.Helper()
	shelf := fetchtest.NewShelf(h)
	client, err := fetch.New(shelf, fetch.Policy{}, base)
	must(t, err)
	return install.NewLibrary(install.Config{Name: base, Store: kept, Client: client}, stages...), shelf
}

func TestLibrary(t *testing.T) {
	h := fetchtest.NewHost(nil)
	want := publishModel(t, h)
	kept := mem.New(0)
	l, shelf := newLibrary(t, h, kept, "text")
	m, err := l.Manifest(t.Context())
	must(t, err)
	if m.Name != want.Name || l.Cached(t.Context(), m) != 0 {
		t.Errorf("model %q, %d bytes cached", m.Name, l.Cached(t.Context(), m))
	}
	raw, err := want.Encode()
	must(t, err)
	sum, err := store.Sum(t.Context(), gpu.Memory(raw))
	must(t, err)
	if m.Digest != string(sum) {
		t.Errorf("the digest is %q, not %s", m.Digest, sum)
	}
	var done, total int64
	must(t, l.Install(t.Context(), m, true, func(d, n int64) { done, total = d, n }))
	if done != total || done != 4096+4 {
		t.Errorf("progress ends at %d of %d", done, total)
	}
	if got, all := l.Cached(t.Context(), m), m.Bytes("text"); got != all {
		t.Errorf("%d of %d bytes are cached", got, all)
	}
	text, err := l.File(t.Context(), m.Files[0])
	if err != nil || string(text) != "a b\n" {
		t.Errorf("the file is %q, %v", text, err)
	}
	if r, _ := shelf.Served(); r != 3 {
		t.Errorf("%d requests", r)
	}
	must(t, l.Fetch(t.Context(), m, "text", func(int64, int64) { t.Error("a stage that is here is fetched") }))
	for _, s := range m.Shards { // the last one is fetched when asked for
		if b, err := l.Shard(t.Context(), s); err != nil || b.Len() != int(s.Bytes) {
			t.Errorf("%s: %v", s.File, err)
		}
	}
	if r, _ := shelf.Served(); r != 4 {
		t.Errorf("%d requests", r)
	}
}

// TestFetchBringsOneStage brings the stage that no first picture needs, once.
func TestFetchBringsOneStage(t *testing.T) {
	h := fetchtest.NewHost(nil)
	publishModel(t, h)
	l, shelf := newLibrary(t, h, mem.New(0), "text")
	m, err := l.Manifest(t.Context())
	must(t, err)
	must(t, l.Install(t.Context(), m, true, func(int64, int64) {}))
	var done, total int64
	for range 2 {
		must(t, l.Fetch(t.Context(), m, "prior", func(d, n int64) { done, total = d, n }))
	}
	if done != total || done != 4096+4 {
		t.Errorf("progress ends at %d of %d", done, total)
	}
	if r, _ := shelf.Served(); r != 4 {
		t.Errorf("%d requests, want the manifest, two files, and the stage", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Fetch(ctx, m, "prior", func(int64, int64) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled fetch says %v", err)
	}
}

func TestLibraryOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		publishModel(t, h)
		kept := mem.New(0)
		first, _ := newLibrary(t, h, kept)
		m, err := first.Manifest(t.Context())
		must(t, err)
		must(t, first.Install(t.Context(), m, true, func(int64, int64) {}))
		again, shelf := newLibrary(t, h, kept)
		shelf.SetOffline(true)
		m, err = again.Manifest(t.Context())
		must(t, err)
		if again.Cached(t.Context(), m) != m.Bytes() {
			t.Error("not all is cached")
		}
		must(t, again.Install(t.Context(), m, true, func(int64, int64) {}))
		for _, s := range m.Shards {
			_, err := again.Shard(t.Context(), s)
			must(t, err)
		}
	})
}

func TestLibraryRefusesManifest(t *testing.T) {
	h := fetchtest.NewHost(nil)
	h.Add("manifest.json", []byte(`{"format":1}`))
	l, _ := newLibrary(t, h, mem.New(0))
	if _, err := l.Manifest(t.Context()); !errors.Is(err, weights.ErrField) {
		t.Errorf("got %v", err)
	}
}

// A stage that is awaited while everything is installed is there as soon as its
// own files are, and no byte comes twice.
func TestFetchBehindAnInstallation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		publishModel(t, h)
		client, stop := fetchtest.Piped(h)
		defer stop()
		c, err := fetch.New(fetchtest.Transport{Client: client}, fetch.Policy{}, base)
		must(t, err)
		l := install.NewLibrary(install.Config{Name: base, Store: mem.New(0), Client: c, Lock: newBaton().lock})
		m, err := l.Manifest(t.Context())
		must(t, err)
		before := h.Sent()
		late(h, m.Shards[2].File)
		installed := make(chan error, 1)
		go func() { installed <- l.Install(t.Context(), m, true, func(int64, int64) {}) }()
		synctest.Wait()
		var done, total int64
		start := time.Now()
		must(t, l.Fetch(t.Context(), m, "text", func(d, n int64) { done, total = d, n }))
		if took := time.Since(start); took >= 10*time.Second {
			t.Errorf("waited %v for what came at once", took)
		}
		must(t, l.Fetch(t.Context(), m, "prior", func(d, n int64) { done, total = d, n }))
		must(t, <-installed)
		if took := time.Since(start); took < 10*time.Second || total != 4096+4 || done >= total {
			t.Errorf("the late stage came after %v; %d of %d bytes were told on the way", took, done, total)
		}
		if sent, want := h.Sent()-before, int64(2*4096+4); sent != want {
			t.Errorf("%d bytes were sent for %d", sent, want)
		}
	})
}

// late delivers one file ten seconds later than the others.
func late(h *fetchtest.Host, file string) {
	h.Fail(fetchtest.Script{0: {Name: "late", Serve: func(w http.ResponseWriter, r *http.Request, content []byte) {
		if strings.HasSuffix(r.URL.Path, file) {
			time.Sleep(10 * time.Second)
		}
		_, _ = w.Write(content)
	}}})
}
