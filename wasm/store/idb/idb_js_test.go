package idb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"syscall/js"
	"testing"
	"time"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wasm/store"
	"unclip/wasm/store/storetest"
)

var serial atomic.Int64

// fresh opens a new database that is deleted after the test.
func fresh(t *testing.T) *Store {
	t.Helper()
	name := fmt.Sprintf("test-%d-%d", time.Now().UnixNano(), serial.Add(1))
	t.Cleanup(func() {
		if err := Reset(context.Background(), name, Patience{}); err != nil {
			t.Error(err)
		}
	})
	return reopened(t, name)
}

func reopened(t *testing.T, name string) *Store {
	t.Helper()
	s, err := Open(t.Context(), name, Patience{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// overwrite puts any value in place of a record, behind the store's back.
func overwrite(t *testing.T, s *Store, objects, key string, value js.Value) {
	t.Helper()
	err := s.with(t.Context(), func(ctx context.Context, db *idb.Database) error {
		return write(ctx, db, objects, idb.DurabilityRelaxed, func(o *idb.ObjectStore) error {
			_, err := o.PutKey(js.ValueOf(key), value)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func blob(t *testing.T, p []byte) js.Value {
	t.Helper()
	b, err := newBlob(gpu.Memory(p))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Subject{
		Open: func(t *testing.T) store.Store { return fresh(t) },
		Damage: func(t *testing.T, s store.Store, d store.Digest, to []byte) {
			overwrite(t, s.(*Store), shards, string(d), blob(t, to))
		},
		Reopen: func(t *testing.T, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return reopened(t, s.(*Store).name)
		},
	})
}

func TestHandlesStayInTheBrowser(t *testing.T) {
	s := fresh(t)
	p, d := storetest.Shard(t, 1<<20, 1)
	held, err := jsx.BytesFrom(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), d, held); err != nil {
		t.Fatal(err)
	}
	b, err := s.Get(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := b.(jsx.Bytes)
	if !ok || !got.Array().InstanceOf(js.Global().Get("Uint8Array")) {
		t.Fatalf("got %T", b)
	}
	back := make([]byte, got.Len())
	if got.CopyTo(back); !bytes.Equal(back, p) {
		t.Error("other bytes came back")
	}
}

func TestForeignRecords(t *testing.T) {
	s := fresh(t)
	_, d := storetest.Shard(t, 10, 1)
	for _, value := range []js.Value{js.ValueOf("text"), js.ValueOf(7), js.Null(), js.ValueOf(map[string]any{"size": "big"})} {
		overwrite(t, s, shards, string(d), value)
		if c, err := s.List(t.Context()); err != nil || c.Shards[d] != 0 {
			t.Errorf("%v: list %v, %v", value, c, err)
		}
		if _, err := s.Get(t.Context(), d); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%v: %v", value, err)
		}
		if ok, err := s.Has(t.Context(), d); ok || err != nil {
			t.Errorf("%v is still there: %v", value, err)
		}
	}
}

func TestDamagedManifest(t *testing.T) {
	s := fresh(t)
	array := func(text string) js.Value {
		b, err := jsx.BytesFrom([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b.Array()
	}
	for _, value := range []js.Value{
		js.ValueOf("text"),
		js.ValueOf(map[string]any{}),
		js.ValueOf(map[string]any{"data": array("x"), "sha256": "0"}),
		js.ValueOf(map[string]any{"data": array("x")}),
	} {
		overwrite(t, s, manifests, "m", value)
		if _, err := s.Manifest(t.Context(), "m"); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%v: %v", value, err)
		}
		if _, err := s.Manifest(t.Context(), "m"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v again: %v", value, err)
		}
	}
}

// Another tab that resets the storage, or brings a new schema, closes our
// connection; the next call opens it again.
func TestConnectionClosedByAnother(t *testing.T) {
	s := fresh(t)
	p, d := storetest.Shard(t, 100, 1)
	if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
		t.Fatal(err)
	}
	if err := Reset(t.Context(), s.name, Patience{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), d); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after a reset: %v", err)
	}
	if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(t.Context(), d); err != nil {
		t.Error(err)
	}
}

// rawOpen opens a database without listening for versionchange, as a page does
// that stands in everybody's way.
func rawOpen(name string, version int) js.Value {
	return js.Global().Get("indexedDB").Call("open", name, version)
}

func settled(t *testing.T, request js.Value) js.Value {
	t.Helper()
	done := make(chan js.Value, 1)
	f := jsx.FuncOf(func(js.Value, []js.Value) any { done <- request.Get("result"); return nil })
	defer f.Release()
	request.Set("onsuccess", f.Value)
	select {
	case v := <-done:
		return v
	case <-time.After(5 * time.Second):
		t.Fatal("the raw request does not settle")
		return js.Undefined()
	}
}

func TestWedgedOpen(t *testing.T) {
	const name = "wedged"
	holder := settled(t, rawOpen(name, version))
	blocked := rawOpen(name, version+1) // by the holder, and all who come after it too
	start := time.Now()
	s, err := Open(t.Context(), name, Patience{Open: 100 * time.Millisecond})
	if !errors.Is(err, store.ErrUnavailable) || s != nil {
		t.Errorf("got %v", err)
	}
	if waited := time.Since(start); waited > 2*time.Second {
		t.Errorf("waited %v", waited)
	}
	holder.Call("close")
	settled(t, blocked).Call("close")
	if err := Reset(t.Context(), name, Patience{}); err != nil {
		t.Error(err)
	}
}

func TestNewerAndEmptySchema(t *testing.T) {
	for name, version := range map[string]int{"newer": version + 1, "empty": version} {
		settled(t, rawOpen(name, version)).Call("close")
		if s, err := Open(t.Context(), name, Patience{}); !errors.Is(err, store.ErrUnavailable) || s != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := Reset(t.Context(), name, Patience{}); err != nil {
			t.Fatal(err)
		}
		_ = reopened(t, name).Close()
		_ = Reset(t.Context(), name, Patience{})
	}
}

func TestNoIndexedDB(t *testing.T) {
	scope := js.Global().Get("Object")
	own := scope.Call("getOwnPropertyDescriptor", js.Global(), "indexedDB")
	define := func(d any) { scope.Call("defineProperty", js.Global(), "indexedDB", d) }
	define(map[string]any{"value": nil, "configurable": true})
	defer define(own)
	if _, err := Open(t.Context(), "none", Patience{}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestSpace(t *testing.T) {
	s := fresh(t)
	p, d := storetest.Shard(t, 4<<20, 1)
	before, err := Estimate(t.Context())
	if err != nil || before.Quota == 0 || before.Free() > before.Quota {
		t.Fatalf("%+v, %v", before, err)
	}
	if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
		t.Fatal(err)
	}
	after, err := Estimate(t.Context())
	if err != nil || after.Used < before.Used+int64(len(p)) {
		t.Errorf("%+v, then %+v, %v", before, after, err)
	}
	t.Logf("persistent: %v, %+v", Persist(t.Context()), after)
}

func TestNoFunctionLeaks(t *testing.T) {
	s := fresh(t)
	before := jsx.LiveFuncs()
	for i := range 10 {
		p, d := storetest.Shard(t, 1000, i)
		if err := s.Put(t.Context(), d, gpu.Memory(p)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if n := jsx.LiveFuncs() - before; n != 0 {
		t.Errorf("%d functions leak", n)
	}
}
