// Package storetest holds every store to the same behaviour.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Subject is a store under test.
type Subject struct {
	Open func(t *testing.T) store.Store
	// Damage changes what s keeps of a shard behind its back, to these bytes.
	Damage func(t *testing.T, s store.Store, d store.Digest, to []byte)
	// Reopen closes s and opens what it kept; nil for stores that forget.
	Reopen func(t *testing.T, s store.Store) store.Store
}

// Run runs the suite.
func Run(t *testing.T, subject Subject) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"empty", testEmpty},
		{"shards", testShards},
		{"wrong digest refused", testWrongDigest},
		{"every flipped bit is noticed", testFlippedBits},
		{"damaged size is noticed", testDamagedSize},
		{"delete", testDelete},
		{"manifests", testManifests},
		{"list", testList},
		{"concurrent", testConcurrent},
		{"cancelled", testCancelled},
		{"closed", testClosed},
		{"kept", testKept},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, subject) })
	}
}

// Shard is a shard of n bytes that depend on seed, and its digest.
func Shard(t *testing.T, n, seed int) ([]byte, store.Digest) {
	t.Helper()
	p := make([]byte, n)
	x := uint32(seed)*2654435761 + 1
	for i := range p {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		p[i] = byte(x)
	}
	d, err := store.Sum(t.Context(), gpu.Memory(p))
	if err != nil {
		t.Fatal(err)
	}
	return p, d
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

func wantShard(t *testing.T, s store.Store, d store.Digest, want []byte) {
	t.Helper()
	b, err := s.Get(t.Context(), d)
	must(t, err)
	got, err := store.ReadAll(b)
	must(t, err)
	if b.Len() != len(want) || !bytes.Equal(got, want) {
		t.Errorf("shard %s: got %d bytes, want %d or other content", d.Short(), len(got), len(want))
	}
}

func put(t *testing.T, s store.Store, n, seed int) ([]byte, store.Digest) {
	t.Helper()
	p, d := Shard(t, n, seed)
	must(t, s.Put(t.Context(), d, gpu.Memory(bytes.Clone(p))))
	return p, d
}

func testEmpty(t *testing.T, sub Subject) {
	s := sub.Open(t)
	_, d := Shard(t, 10, 1)
	if ok, err := s.Has(t.Context(), d); ok || err != nil {
		t.Errorf("Has: %v, %v", ok, err)
	}
	_, err := s.Get(t.Context(), d)
	wantErr(t, "Get", err, store.ErrNotFound)
	_, err = s.Manifest(t.Context(), "m")
	wantErr(t, "Manifest", err, store.ErrNotFound)
	c, err := s.List(t.Context())
	must(t, err)
	if len(c.Shards) != 0 || len(c.Manifests) != 0 || c.Bytes() != 0 {
		t.Errorf("an empty store lists %v", c)
	}
	must(t, s.Delete(t.Context(), d))
	must(t, s.DropManifest(t.Context(), "m"))
}

func testShards(t *testing.T, sub Subject) {
	s := sub.Open(t)
	for i, n := range []int{0, 1, 4, 4095, 1 << 16, 3 << 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			p, d := put(t, s, n, i)
			if ok, err := s.Has(t.Context(), d); !ok || err != nil {
				t.Errorf("Has: %v, %v", ok, err)
			}
			wantShard(t, s, d, p)
			must(t, s.Put(t.Context(), d, gpu.Memory(p))) // again
			wantShard(t, s, d, p)
		})
	}
}

func testWrongDigest(t *testing.T, sub Subject) {
	s := sub.Open(t)
	p, d := Shard(t, 100, 1)
	p[50] ^= 1
	wantErr(t, "Put", s.Put(t.Context(), d, gpu.Memory(p)), store.ErrCorrupt)
	if ok, err := s.Has(t.Context(), d); ok || err != nil {
		t.Errorf("the store kept it: %v, %v", ok, err)
	}
}

func testFlippedBits(t *testing.T, sub Subject) {
	s := sub.Open(t)
	const n = 25
	for bit := range n * 8 {
		p, d := put(t, s, n, bit)
		rotten := bytes.Clone(p)
		rotten[bit/8] ^= 1 << (bit % 8)
		sub.Damage(t, s, d, rotten)
		wantGone(t, s, d)
		must(t, s.Put(t.Context(), d, gpu.Memory(p)))
		wantShard(t, s, d, p)
	}
}

func testDamagedSize(t *testing.T, sub Subject) {
	s := sub.Open(t)
	for _, n := range []int{0, 99, 101} {
		p, d := put(t, s, 100, n)
		sub.Damage(t, s, d, append(bytes.Clone(p), 0)[:n])
		wantGone(t, s, d)
		must(t, s.Put(t.Context(), d, gpu.Memory(p[:100])))
		sub.Damage(t, s, d, append(bytes.Clone(p), 0)[:n])
		must(t, s.Put(t.Context(), d, gpu.Memory(p[:100]))) // mends it
		wantShard(t, s, d, p[:100])
	}
}

// wantGone reads a damaged shard: once corrupt, then missing.
func wantGone(t *testing.T, s store.Store, d store.Digest) {
	t.Helper()
	b, err := s.Get(t.Context(), d)
	wantErr(t, "Get of a damaged shard", err, store.ErrCorrupt)
	if b != nil {
		t.Error("damaged bytes were handed out")
	}
	_, err = s.Get(t.Context(), d)
	wantErr(t, "Get again", err, store.ErrNotFound)
}

func testDelete(t *testing.T, sub Subject) {
	s := sub.Open(t)
	_, gone := put(t, s, 100, 1)
	p, kept := put(t, s, 100, 2)
	must(t, s.Delete(t.Context(), gone))
	_, err := s.Get(t.Context(), gone)
	wantErr(t, "Get", err, store.ErrNotFound)
	wantShard(t, s, kept, p)
}

func testManifests(t *testing.T, sub Subject) {
	s := sub.Open(t)
	for _, text := range []string{`{"v":1}`, `{"v":2,"longer":true}`, ""} {
		data := []byte(text)
		must(t, s.PutManifest(t.Context(), "https://example.org/m/", data))
		if len(data) > 0 {
			data[0] = 'x' // the store has its own copy
		}
		got, err := s.Manifest(t.Context(), "https://example.org/m/")
		must(t, err)
		if string(got) != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	must(t, s.PutManifest(t.Context(), "other", []byte("b")))
	must(t, s.DropManifest(t.Context(), "other"))
	_, err := s.Manifest(t.Context(), "other")
	wantErr(t, "Manifest", err, store.ErrNotFound)
}

func testList(t *testing.T, sub Subject) {
	s := sub.Open(t)
	_, a := put(t, s, 100, 1)
	_, b := put(t, s, 23, 2)
	must(t, s.PutManifest(t.Context(), "z", []byte("1")))
	must(t, s.PutManifest(t.Context(), "a", []byte("2")))
	c, err := s.List(t.Context())
	must(t, err)
	if len(c.Shards) != 2 || c.Shards[a] != 100 || c.Shards[b] != 23 || c.Bytes() != 123 {
		t.Errorf("shards %v", c.Shards)
	}
	if fmt.Sprint(c.Manifests) != "[a z]" {
		t.Errorf("manifests %v", c.Manifests)
	}
}

func testConcurrent(t *testing.T, sub Subject) {
	s := sub.Open(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 5 {
				p, d := Shard(t, 1000, i*5+j)
				if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
					t.Error(err)
				}
				if _, err := s.Get(t.Context(), d); err != nil {
					t.Error(err)
				}
				if err := s.PutManifest(t.Context(), fmt.Sprint(i), p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	c, err := s.List(t.Context())
	must(t, err)
	if len(c.Shards) != 40 || len(c.Manifests) != 8 {
		t.Errorf("%d shards and %d manifests, want 40 and 8", len(c.Shards), len(c.Manifests))
	}
}

// each calls every method that a closed store or an ended context must refuse.
func each(s store.Store, ctx context.Context, p []byte, d store.Digest) map[string]error {
	all := map[string]error{}
	_, all["Has"] = s.Has(ctx, d)
	all["Put"] = s.Put(ctx, d, gpu.Memory(p))
	_, all["Get"] = s.Get(ctx, d)
	all["Delete"] = s.Delete(ctx, d)
	all["PutManifest"] = s.PutManifest(ctx, "m", p)
	_, all["Manifest"] = s.Manifest(ctx, "m")
	all["DropManifest"] = s.DropManifest(ctx, "m")
	_, all["List"] = s.List(ctx)
	return all
}

func testCancelled(t *testing.T, sub Subject) {
	s := sub.Open(t)
	p, d := put(t, s, 100, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range each(s, ctx, p, d) {
		wantErr(t, name, err, context.Canceled)
	}
	wantShard(t, s, d, p)
}

func testClosed(t *testing.T, sub Subject) {
	s := sub.Open(t)
	p, d := put(t, s, 100, 1)
	must(t, s.Close())
	for name, err := range each(s, t.Context(), p, d) {
		wantErr(t, name, err, store.ErrClosed)
	}
	must(t, s.Close())
}

func testKept(t *testing.T, sub Subject) {
	if sub.Reopen == nil {
		t.Skip("runs for stores that outlive their page: wasm/store/idb, in Chromium")
	}
	s := sub.Open(t)
	p, d := put(t, s, 1<<20, 1)
	must(t, s.PutManifest(t.Context(), "m", []byte("text")))
	s = sub.Reopen(t, s)
	wantShard(t, s, d, p)
	got, err := s.Manifest(t.Context(), "m")
	must(t, err)
	if string(got) != "text" {
		t.Errorf("the manifest is %q", got)
	}
}
