// Package mem keeps a model in memory: for tests, and for visitors whose
// browser stores nothing.
package mem

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"sync"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Store keeps handles; what they point to stays where it is.
type Store struct {
	limit int64

	mu        sync.Mutex
	closed    bool
	bytes     int64
	shards    map[store.Digest]gpu.Bytes
	manifests map[string][]byte
}

var _ store.Store = (*Store)(nil)

// New returns an empty store; limit bounds the bytes of its shards, 0 does not.
func New(limit int64) *Store {
	return &Store{limit: limit, shards: map[store.Digest]gpu.Bytes{}, manifests: map[string][]byte{}}
}

// SetLimit changes the bound.
func (s *Store) SetLimit(limit int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limit
}

// lock enters the store unless it is closed or ctx has ended.
func (s *Store) lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return fmt.Errorf("store: memory: %w", store.ErrClosed)
	}
	return nil
}

// Has implements store.Store.
func (s *Store) Has(ctx context.Context, d store.Digest) (bool, error) {
	if err := s.lock(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	_, ok := s.shards[d]
	return ok, nil
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, d store.Digest, b gpu.Bytes) error {
	if err := store.Verify(ctx, d, b); err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	bytes := s.bytes + int64(b.Len())
	if old, ok := s.shards[d]; ok {
		bytes -= int64(old.Len())
	}
	if s.limit > 0 && bytes > s.limit {
		return fmt.Errorf("store: memory: %d of %d bytes are taken: %w", s.bytes, s.limit, store.ErrQuota)
	}
	s.shards[d], s.bytes = b, bytes
	return nil
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, d store.Digest) (gpu.Bytes, error) {
	b, err := s.find(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := store.Verify(ctx, d, b); err != nil {
		return nil, s.discard(ctx, d, err)
	}
	return b, nil
}

func (s *Store) find(ctx context.Context, d store.Digest) (gpu.Bytes, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	b, ok := s.shards[d]
	if !ok {
		return nil, fmt.Errorf("store: shard %s: %w", d.Short(), store.ErrNotFound)
	}
	return b, nil
}

// discard deletes a shard that failed verification for a reason.
func (s *Store) discard(ctx context.Context, d store.Digest, reason error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := s.Delete(ctx, d); err != nil {
		return err
	}
	return reason
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, d store.Digest) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if b, ok := s.shards[d]; ok {
		s.bytes -= int64(b.Len())
		delete(s.shards, d)
	}
	return nil
}

// PutManifest implements store.Store.
func (s *Store) PutManifest(ctx context.Context, name string, data []byte) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.manifests[name] = bytes.Clone(data)
	return nil
}

// Manifest implements store.Store.
func (s *Store) Manifest(ctx context.Context, name string) ([]byte, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	data, ok := s.manifests[name]
	if !ok {
		return nil, fmt.Errorf("store: manifest %q: %w", name, store.ErrNotFound)
	}
	return bytes.Clone(data), nil
}

// DropManifest implements store.Store.
func (s *Store) DropManifest(ctx context.Context, name string) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.manifests, name)
	return nil
}

// List implements store.Store.
func (s *Store) List(ctx context.Context) (store.Contents, error) {
	if err := s.lock(ctx); err != nil {
		return store.Contents{}, err
	}
	defer s.mu.Unlock()
	c := store.Contents{Shards: map[store.Digest]int64{}, Manifests: make([]string, 0, len(s.manifests))}
	for name := range s.manifests {
		c.Manifests = append(c.Manifests, name)
	}
	sort.Stable(sort.StringSlice(c.Manifests))
	for d, b := range s.shards {
		c.Shards[d] = int64(b.Len())
	}
	return c, nil
}

// Close implements store.Store and frees the memory.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed, s.shards, s.manifests = true, nil, nil
	return nil
}

// Damage replaces a kept shard without any check, for tests.
func (s *Store) Damage(d store.Digest, b gpu.Bytes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes += int64(b.Len()) - int64(s.shards[d].Len())
	s.shards[d] = b
}
