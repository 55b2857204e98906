package store

import (
	"context"

	"unclip/wasm/gpu"
)

// Store keeps shards and manifests. All methods may be called concurrently and
// may block; none may be called from inside a JavaScript callback.
type Store interface {
	// Has tells whether a shard is kept, without reading it.
	Has(ctx context.Context, d Digest) (bool, error)
	// Put keeps b, which it owns from then on. Bytes whose digest is not d are
	// refused with ErrCorrupt.
	Put(ctx context.Context, d Digest, b gpu.Bytes) error
	// Get reads and verifies a shard; the caller must not change it. A damaged
	// one is deleted and reported as ErrCorrupt, a missing one as ErrNotFound.
	Get(ctx context.Context, d Digest) (gpu.Bytes, error)
	// Delete forgets a shard; a missing one is no error.
	Delete(ctx context.Context, d Digest) error
	// PutManifest replaces the manifest of that name at once or not at all. When
	// it returns nil, the manifest survives a crash.
	PutManifest(ctx context.Context, name string, data []byte) error
	// Manifest reads and verifies a manifest, with the errors of Get.
	Manifest(ctx context.Context, name string) ([]byte, error)
	// DropManifest forgets a manifest; a missing one is no error.
	DropManifest(ctx context.Context, name string) error
	// List tells what is kept.
	List(ctx context.Context) (Contents, error)
	// Close ends the store; what it keeps stays. Later calls return ErrClosed.
	Close() error
}

// Contents is what a store keeps.
type Contents struct {
	Shards    map[Digest]int64 // bytes of each
	Manifests []string         // names, sorted
}

// Bytes is the size of all shards.
func (c Contents) Bytes() int64 {
	var n int64
	for _, size := range c.Shards {
		n += size
	}
	return n
}
