//go:build !js

package install_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/mem"
)

func TestInstall(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 20, 1000, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	var seen record
	must(t, s.install(t.Context(), seen.add))
	wantInstalled(t, kept, m)
	if p := seen.last(); p.Done != m.size() || p.Total != m.size() || p.Left != 0 || s.Unkept() != nil {
		t.Errorf("last report %+v, unkept %v", p, s.Unkept())
	}
	if p := seen.all[0]; p.Done != 0 || p.Total != m.size() || p.Left != -1 {
		t.Errorf("first report %+v", p)
	}
	s.wantServed(t, 21, m.size()+int64(len(m.manifest)))
}

func TestSecondRunDownloadsNothing(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 20, 1000, 0)
	kept := mem.New(0)
	must(t, newStage(t, h, install.Config{Store: kept}).install(t.Context(), nil))
	pin, err := store.Sum(t.Context(), gpu.Memory(m.manifest))
	must(t, err)
	again := newStage(t, h, install.Config{Store: kept, Pin: pin})
	must(t, again.install(t.Context(), nil))
	for _, it := range m.items {
		b, err := again.Get(t.Context(), it)
		wantSame(t, m, it, b, err)
	}
	again.wantServed(t, 0, 0)
	unpinned := newStage(t, h, install.Config{Store: kept})
	must(t, unpinned.install(t.Context(), nil))
	unpinned.wantServed(t, 1, int64(len(m.manifest)))
}

// A run that broke off leaves what it had; the next one goes on from there.
func TestResume(t *testing.T) {
	for broken := range 20 {
		h := fetchtest.NewHost(nil)
		m := publish(h, 20, 1000, 0)
		name, data := m.items[broken].File, m.content[m.items[broken].Digest]
		h.Remove(name)
		kept := mem.New(0)
		s := newStage(t, h, install.Config{Store: kept})
		wantErr(t, "the first run", s.install(t.Context(), nil), fetch.ErrRefused)
		_, err := kept.Manifest(t.Context(), base)
		wantErr(t, "the manifest of half a model", err, store.ErrNotFound)
		h.Add(name, data)
		var seen record
		must(t, s.install(t.Context(), seen.add))
		wantInstalled(t, kept, m)
		if _, sent := s.shelf.Served(); sent != m.size()+2*int64(len(m.manifest)) {
			t.Errorf("broken at %d: %d bytes for a model of %d", broken, sent, m.size())
		}
	}
}

func TestDuplicateContentIsFetchedOnce(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 3, 100, 0)
	twin := h.Add("twin.bin", m.content[m.items[0].Digest])
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	var seen record
	must(t, s.Install(t.Context(), m.manifest, append(m.items, twin), seen.add))
	s.wantServed(t, 3, m.size())
	if p := seen.last(); p.Done != m.size() || p.Total != m.size() {
		t.Errorf("last report %+v", p)
	}
}

func TestQuota(t *testing.T) {
	for _, percent := range []int64{0, 1, 50, 99} {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			h := fetchtest.NewHost(nil)
			m := publish(h, 20, 1000, 0)
			kept := mem.New(max(1, m.size()*percent/100))
			s := newStage(t, h, install.Config{Store: kept})
			wantErr(t, "a full store", s.install(t.Context(), nil), store.ErrQuota)
			_, first := s.shelf.Served()
			c, err := kept.List(t.Context())
			must(t, err)
			if c.Bytes() < m.size()*percent/100-1100 {
				t.Errorf("only %d bytes are kept", c.Bytes())
			}
			kept.SetLimit(0)
			must(t, s.install(t.Context(), nil))
			wantInstalled(t, kept, m)
			_, all := s.shelf.Served()
			if got, want := all-first, m.size()-c.Bytes()+int64(len(m.manifest)); got != want {
				t.Errorf("resuming took %d bytes, want %d", got, want)
			}
		})
	}
}

// With Overflow a full store is no obstacle; given room, everything moves there.
func TestOverflow(t *testing.T) {
	for _, percent := range []int64{0, 50, 99} {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			h := fetchtest.NewHost(nil)
			m := publish(h, 20, 1000, 0)
			kept, memory := mem.New(max(1, m.size()*percent/100)), mem.New(0)
			s := newStage(t, h, install.Config{Store: kept, Overflow: memory})
			must(t, s.install(t.Context(), nil))
			wantErr(t, "Unkept", s.Unkept(), store.ErrQuota)
			_, err := kept.Manifest(t.Context(), base)
			wantErr(t, "the manifest of half a model", err, store.ErrNotFound)
			for _, it := range m.items {
				b, err := s.Get(t.Context(), it)
				wantSame(t, m, it, b, err)
			}
			must(t, s.install(t.Context(), nil)) // still full
			wantErr(t, "Unkept", s.Unkept(), store.ErrQuota)
			kept.SetLimit(0)
			must(t, s.install(t.Context(), nil))
			must(t, s.Unkept())
			wantInstalled(t, kept, m)
			s.wantServed(t, 23, m.size()+3*int64(len(m.manifest)))
			if c, err := memory.List(t.Context()); err != nil || c.Bytes() != 0 {
				t.Errorf("%d bytes still in memory, %v", c.Bytes(), err)
			}
		})
	}
}

// A store that is closed, or never opened, leaves everything to memory.
func TestNoStore(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 5, 1000, 0)
	dead := mem.New(0)
	must(t, dead.Close())
	s := newStage(t, h, install.Config{Store: dead, Overflow: mem.New(0)})
	must(t, s.install(t.Context(), nil))
	wantErr(t, "Unkept", s.Unkept(), store.ErrClosed)
	for _, it := range m.items {
		b, err := s.Get(t.Context(), it)
		wantSame(t, m, it, b, err)
	}
	s.wantServed(t, 6, m.size()+int64(len(m.manifest)))
	without := newStage(t, h, install.Config{Store: dead})
	wantErr(t, "without memory", without.install(t.Context(), nil), store.ErrClosed)
}

// The browser may evict everything at any moment.
func TestEviction(t *testing.T) {
	for at := range 22 {
		h := fetchtest.NewHost(nil)
		m := publish(h, 20, 100, 0)
		kept := &evicted{Store: mem.New(0), at: at}
		s := newStage(t, h, install.Config{Store: kept})
		must(t, s.install(t.Context(), nil))
		if kept.times != 1 && at < 20 {
			t.Fatalf("evicted %d times", kept.times)
		}
		wantInstalled(t, kept, m)
	}
}

// evicted loses everything once, at the put of that number.
type evicted struct {
	store.Store
	at    int
	mu    sync.Mutex
	puts  int
	times int
}

func (e *evicted) Put(ctx context.Context, d store.Digest, b gpu.Bytes) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.puts++; e.puts == e.at+1 {
		e.times++
		c, err := e.List(ctx)
		for d := range c.Shards {
			err = errors.Join(err, e.Delete(ctx, d))
		}
		if err != nil {
			return err
		}
	}
	return e.Store.Put(ctx, d, b)
}

// black keeps nothing and says it does.
type black struct{ store.Store }

func (black) Put(context.Context, store.Digest, gpu.Bytes) error { return nil }

func TestVanishingFilesEnd(t *testing.T) {
	h := fetchtest.NewHost(nil)
	publish(h, 3, 100, 0)
	s := newStage(t, h, install.Config{Store: black{mem.New(0)}})
	wantErr(t, "a black hole", s.install(t.Context(), nil), store.ErrUnavailable)
}

func TestGetHeals(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 3, 100, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	must(t, s.install(t.Context(), nil))
	rotten := content(100, 99)
	kept.Damage(m.items[0].Digest, gpu.Memory(rotten))
	must(t, kept.Delete(t.Context(), m.items[1].Digest))
	for _, it := range m.items {
		b, err := s.Get(t.Context(), it)
		wantSame(t, m, it, b, err)
	}
	wantInstalled(t, kept, m)
	if requests, _ := s.shelf.Served(); requests != 4+2 {
		t.Errorf("%d requests", requests)
	}
}

func TestGetOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		m := publish(h, 2, 100, 0)
		kept := mem.New(0)
		s := newStage(t, h, install.Config{Store: kept})
		must(t, s.install(t.Context(), nil))
		s.shelf.SetOffline(true)
		b, err := s.Get(t.Context(), m.items[0])
		wantSame(t, m, m.items[0], b, err)
		kept.Damage(m.items[1].Digest, gpu.Memory(content(100, 99)))
		b, err = s.Get(t.Context(), m.items[1])
		wantErr(t, "a damaged file offline", err, fetch.ErrOffline)
		if b != nil {
			t.Error("damaged bytes were handed out")
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		publish(h, 5, 100, 0)
		s := newStage(t, h, install.Config{Store: mem.New(0)})
		s.shelf.SetOffline(true)
		ctx, cancel := context.WithTimeoutCause(t.Context(), 5*time.Second, context.Canceled)
		defer cancel()
		start := time.Now()
		wantErr(t, "a cancelled run", s.install(ctx, nil), context.Canceled)
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// A record of the wrong size is seen without being read, and fetched again.
func TestWrongSizeIsMissing(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 3, 100, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	must(t, s.install(t.Context(), nil))
	kept.Damage(m.items[1].Digest, gpu.Memory("short"))
	missing, err := s.Missing(t.Context(), m.items)
	if err != nil || len(missing) != 1 {
		t.Errorf("%d files are missing, %v", len(missing), err)
	}
	must(t, s.install(t.Context(), nil))
	wantInstalled(t, kept, m)
}
