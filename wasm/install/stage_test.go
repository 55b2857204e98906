//go:build !js

package install_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/install"
	"unclip/wasm/store"
)

// model is a made-up model on a web host.
type model struct {
	manifest []byte
	items    []fetch.Item
	content  map[store.Digest][]byte
}

// publish puts a model of n shards on a host; seeds make shards differ, so two
// models share the shards whose seeds they share.
func publish(h *fetchtest.Host, n, size, firstSeed int) *model {
	m := &model{content: map[store.Digest][]byte{}}
	for i := range n {
		data := content(size+(firstSeed+i)%7, firstSeed+i)
		it := h.Add(fmt.Sprintf("shard-%d.bin", firstSeed+i), data)
		m.items = append(m.items, it)
		m.content[it.Digest] = data
	}
	m.manifest, _ = json.Marshal(m.items) // items always marshal
	h.Add("manifest.json", m.manifest)
	return m
}

func content(n, seed int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*5 + seed*13 + seed>>8)
	}
	return p
}

func (m *model) size() (n int64) {
	for _, it := range m.items {
		n += it.Bytes
	}
	return n
}

// stage is an installer and what it works with.
type stage struct {
	*install.Installer
	host  *fetchtest.Host
	shelf *fetchtest.Shelf
}

const base = "http://host"

// newStage returns an installer over a network without faults.
func newStage(t *testing.T, h *fetchtest.Host, c install.Config) *stage {
	t.Helper()
	s := &stage{host: h, shelf: fetchtest.NewShelf(h)}
	client, err := fetch.New(s.shelf, fetch.Policy{}, base)
	if err != nil {
		t.Fatal(err)
	}
	c.Name, c.Client, c.Items, c.MaxManifest = base, client, parse, 64<<10
	s.Installer = install.New(c)
	return s
}

// install asks for the manifest and installs all of it.
func (s *stage) install(ctx context.Context, report func(install.Progress)) error {
	manifest, err := s.Manifest(ctx)
	if err != nil {
		return err
	}
	items, err := parse(manifest)
	if err != nil {
		return err
	}
	return s.Install(ctx, manifest, items, report)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// wantInstalled reads everything straight from the store.
func wantInstalled(t *testing.T, s store.Store, m *model) {
	t.Helper()
	manifest, err := s.Manifest(t.Context(), base)
	if err != nil || !bytes.Equal(manifest, m.manifest) {
		t.Errorf("another manifest, or %v", err)
	}
	for _, it := range m.items {
		b, err := s.Get(t.Context(), it.Digest)
		wantSame(t, m, it, b, err)
	}
}

func wantSame(t *testing.T, m *model, it fetch.Item, b gpu.Bytes, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", it.File, err)
		return
	}
	if got, err := store.ReadAll(b); err != nil || !bytes.Equal(got, m.content[it.Digest]) {
		t.Errorf("%s: other bytes, %v", it.File, err)
	}
}

// wantServed counts requests and bytes since the last call.
func (s *stage) wantServed(t *testing.T, requests int, bytes int64) {
	t.Helper()
	if r, b := s.shelf.Served(); r != requests || b != bytes {
		t.Errorf("%d requests and %d bytes, want %d and %d", r, b, requests, bytes)
	}
}

// record keeps the reports of an installation.
type record struct {
	mu  sync.Mutex
	all []install.Progress
}

func (r *record) add(p install.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, p)
}

func (r *record) last() install.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == 0 {
		return install.Progress{}
	}
	return r.all[len(r.all)-1]
}
