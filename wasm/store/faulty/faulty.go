// Package faulty is a store that fails on command: a counter and a script.
package faulty

import (
	"context"
	"fmt"
	"sync"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Fault is what happens to one call.
type Fault struct {
	Name string // names the fault in the replay line
	Err  error  // what the call returns
	Done bool   // the call takes effect and fails all the same
	Hang bool   // the call answers only when its context ends
}

// Script maps the number of a call, from 1, to its fault.
type Script map[int]Fault

// Store passes calls on to another store, except those in the script.
type Store struct {
	inner  store.Store
	script Script

	mu    sync.Mutex
	calls int
	log   []string
}

var _ store.Store = (*Store)(nil)

// New wraps inner.
func New(inner store.Store, script Script) *Store { return &Store{inner: inner, script: script} }

// Calls is the number of calls so far.
func (s *Store) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// Replay names the faults that struck, one line that repeats them.
func (s *Store) Replay() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("faulty: %d calls, faults %v", s.calls, s.log)
}

// next counts a call and returns its fault.
func (s *Store) next(op string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	f, ok := s.script[s.calls]
	if ok {
		s.log = append(s.log, fmt.Sprintf("%d=%s(%s)", s.calls, op, f.Name))
	}
	return f, ok
}

// strike runs one call under the script.
func (s *Store) strike(ctx context.Context, op string, call func() error) error {
	f, ok := s.next(op)
	if !ok {
		return call()
	}
	if f.Done {
		if err := call(); err != nil {
			return err
		}
	}
	if f.Hang {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	return fmt.Errorf("store: %s: %w", op, f.Err)
}

// answer is strike for calls with a result, which a fault withholds.
func answer[T any](s *Store, ctx context.Context, op string, call func() (T, error)) (T, error) {
	var out T
	err := s.strike(ctx, op, func() (err error) { out, err = call(); return err })
	if err != nil {
		var none T
		return none, err
	}
	return out, nil
}

// Has implements store.Store.
func (s *Store) Has(ctx context.Context, d store.Digest) (bool, error) {
	return answer(s, ctx, "has", func() (bool, error) { return s.inner.Has(ctx, d) })
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, d store.Digest, b gpu.Bytes) error {
	return s.strike(ctx, "put", func() error { return s.inner.Put(ctx, d, b) })
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, d store.Digest) (gpu.Bytes, error) {
	return answer(s, ctx, "get", func() (gpu.Bytes, error) { return s.inner.Get(ctx, d) })
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, d store.Digest) error {
	return s.strike(ctx, "delete", func() error { return s.inner.Delete(ctx, d) })
}

// PutManifest implements store.Store.
func (s *Store) PutManifest(ctx context.Context, name string, data []byte) error {
	return s.strike(ctx, "put manifest", func() error { return s.inner.PutManifest(ctx, name, data) })
}

// Manifest implements store.Store.
func (s *Store) Manifest(ctx context.Context, name string) ([]byte, error) {
	return answer(s, ctx, "manifest", func() ([]byte, error) { return s.inner.Manifest(ctx, name) })
}

// DropManifest implements store.Store.
func (s *Store) DropManifest(ctx context.Context, name string) error {
	return s.strike(ctx, "drop manifest", func() error { return s.inner.DropManifest(ctx, name) })
}

// List implements store.Store.
func (s *Store) List(ctx context.Context) (store.Contents, error) {
	return answer(s, ctx, "list", func() (store.Contents, error) { return s.inner.List(ctx) })
}

// Close implements store.Store; it never fails.
func (s *Store) Close() error { return s.inner.Close() }
