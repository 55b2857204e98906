//go:build !js

package install_test

import (
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

// TestManifest tries what the host offers against what is installed.
func TestManifest(t *testing.T) {
	const a, b, bad = `[]`, `[ ]`, `<html>`
	for _, c := range []struct {
		name            string
		installed, host string // "" is none, "-" is offline
		pin             string
		want            string
		err             error
		requests        int
		took            time.Duration // at most
	}{
		{"first visit", "", a, "", a, nil, 1, 0},
		{"first visit offline", "", "-", "", "", fetch.ErrOffline, 0, time.Minute},
		{"first visit, none there", "", "", "", "", fetch.ErrRefused, 1, 0},
		{"first visit, not valid", "", bad, "", "", errManifest, 1, 0},
		{"unchanged", a, a, "", a, nil, 1, 0},
		{"newer", a, b, "", b, nil, 1, 0},
		{"offline", a, "-", "", a, nil, 0, 0},
		{"gone from the host", a, "", "", a, nil, 1, 0},
		{"newer is not valid", a, bad, "", a, nil, 1, 0},
		{"installed is not valid", bad, b, "", b, nil, 1, 0},
		{"pinned", a, b, a, a, nil, 0, 0},
		{"pinned, not installed", "", a, a, a, nil, 1, 0},
		{"pinned, old one installed", a, b, b, b, nil, 1, 0},
		{"pinned, host has another", "", b, a, "", fetch.ErrDigest, 1, 0},
		{"pinned, old one installed, offline", a, "-", b, "", fetch.ErrOffline, 0, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := fetchtest.NewHost(nil)
				if c.host != "" {
					h.Add("manifest.json", []byte(c.host))
				}
				kept := mem.New(0)
				if c.installed != "" {
					must(t, kept.PutManifest(t.Context(), base, []byte(c.installed)))
				}
				config := install.Config{Store: kept}
				if c.pin != "" {
					pin, err := store.Sum(t.Context(), gpu.Memory(c.pin))
					must(t, err)
					config.Pin = pin
				}
				s := newStage(t, h, config)
				s.shelf.SetOffline(c.host == "-")
				start := time.Now()
				got, err := s.Manifest(t.Context())
				wantErr(t, "Manifest", err, c.err)
				if string(got) != c.want || time.Since(start) > c.took {
					t.Errorf("got %q after %v, want %q", got, time.Since(start), c.want)
				}
				if r, _ := s.shelf.Served(); r != c.requests {
					t.Errorf("%d requests, want %d", r, c.requests)
				}
			})
		})
	}
}

// A host that says nothing holds an installed model up for seconds, not for half
// a minute.
func TestManifestOfASilentHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(fetchtest.Script{0: fetchtest.Stall(0)})
		h.Add("manifest.json", []byte("[ ]"))
		over, stop := fetchtest.Piped(h)
		defer stop()
		client, err := fetch.New(fetchtest.Transport{Client: over}, fetch.Policy{}, base)
		must(t, err)
		kept := mem.New(0)
		must(t, kept.PutManifest(t.Context(), base, []byte("[]")))
		in := install.New(install.Config{Name: base, Store: kept, Client: client, Items: parse, MaxManifest: 64 << 10})
		start := time.Now()
		got, err := in.Manifest(t.Context())
		if err != nil || string(got) != "[]" || time.Since(start) > 5*time.Second {
			t.Errorf("got %q after %v, %v", got, time.Since(start), err)
		}
	})
}

// A new version fetches what changed, and the leftovers of the old one go.
func TestUpgrade(t *testing.T) {
	h := fetchtest.NewHost(nil)
	old := publish(h, 10, 100, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	must(t, s.install(t.Context(), nil))
	m := publish(h, 10, 100, 6)
	must(t, s.install(t.Context(), nil))
	wantInstalled(t, kept, m)
	if r, _ := s.shelf.Served(); r != 1+10+1+6 {
		t.Errorf("%d requests", r)
	}
	if c, err := kept.List(t.Context()); err != nil || len(c.Shards) != 10 {
		t.Errorf("%d shards are kept, %v", len(c.Shards), err)
	}
	ok, err := kept.Has(t.Context(), old.items[0].Digest)
	if ok || err != nil {
		t.Errorf("a leftover is still there: %v", err)
	}
}

func TestRemove(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 10, 100, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	must(t, s.install(t.Context(), nil))
	shared := []byte(`[{"File":"x","Bytes":100,"Digest":"` + string(m.items[3].Digest) + `"}]`)
	must(t, kept.PutManifest(t.Context(), "another model", shared))
	must(t, s.Remove(t.Context()))
	c, err := kept.List(t.Context())
	must(t, err)
	if len(c.Shards) != 1 || c.Shards[m.items[3].Digest] == 0 || len(c.Manifests) != 1 {
		t.Errorf("left are %v and %v", c.Shards, c.Manifests)
	}
	must(t, s.Remove(t.Context())) // again
}

// A manifest that cannot be read, perhaps of a later version, may use anything.
func TestRemoveBesideTheUnreadable(t *testing.T) {
	h := fetchtest.NewHost(nil)
	publish(h, 10, 100, 0)
	kept := mem.New(0)
	s := newStage(t, h, install.Config{Store: kept})
	must(t, s.install(t.Context(), nil))
	must(t, kept.PutManifest(t.Context(), "of tomorrow", []byte("{")))
	wantErr(t, "Remove", s.Remove(t.Context()), errManifest)
	c, err := kept.List(t.Context())
	must(t, err)
	if len(c.Shards) != 10 || len(c.Manifests) != 1 {
		t.Errorf("left are %d shards and %v", len(c.Shards), c.Manifests)
	}
}
