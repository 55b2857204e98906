package idb

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// Has implements store.Store.
func (s *Store) Has(ctx context.Context, d store.Digest) (bool, error) {
	var n uint
	err := s.with(ctx, func(ctx context.Context, db *idb.Database) (err error) {
		n, err = count(ctx, db, shards, string(d))
		return err
	})
	return n > 0, err
}

// Put implements store.Store. Hashing comes before the transaction opens.
func (s *Store) Put(ctx context.Context, d store.Digest, b gpu.Bytes) error {
	if err := store.Verify(ctx, d, b); err != nil {
		return err
	}
	blob, err := newBlob(b)
	if err != nil {
		return err
	}
	err = s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		return write(ctx, db, shards, idb.DurabilityRelaxed, func(o *idb.ObjectStore) error {
			_, err := o.PutKey(js.ValueOf(string(d)), blob)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("store: keeping shard %s: %w", d.Short(), err)
	}
	return nil
}

func newBlob(b gpu.Bytes) (js.Value, error) {
	held, err := store.Hold(b)
	if err != nil {
		return js.Undefined(), err
	}
	blob, err := jsx.Try(func() js.Value { return js.Global().Get("Blob").New([]any{held.Array()}) })
	if err != nil {
		return blob, fmt.Errorf("store: blob: %w", explain(err))
	}
	return blob, nil
}

// Get implements store.Store. The blob is opened after the transaction.
func (s *Store) Get(ctx context.Context, d store.Digest) (gpu.Bytes, error) {
	var b jsx.Bytes
	err := s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		v, err := read(ctx, db, shards, string(d))
		if err != nil {
			return err
		}
		b, err = verified(ctx, d, v)
		return err
	})
	if errors.Is(err, store.ErrCorrupt) {
		err = errors.Join(err, s.Delete(ctx, d))
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// verified turns a record into bytes with the digest they were asked for by.
func verified(ctx context.Context, d store.Digest, record js.Value) (jsx.Bytes, error) {
	if record.IsUndefined() {
		return jsx.Bytes{}, fmt.Errorf("store: shard %s: %w", d.Short(), store.ErrNotFound)
	}
	b, err := load(ctx, record)
	if err != nil {
		return jsx.Bytes{}, err
	}
	return b, store.Verify(ctx, d, b)
}

// load reads a blob into memory of the browser. A blob whose file is gone or
// unreadable counts as damaged.
func load(ctx context.Context, record js.Value) (jsx.Bytes, error) {
	if !isBlob(record) {
		return jsx.Bytes{}, fmt.Errorf("store: the record is no blob: %w", store.ErrCorrupt)
	}
	buffer, err := jsx.Await(ctx, record.Call("arrayBuffer"))
	switch {
	case err == nil:
		return jsx.BytesOf(buffer)
	case ctx.Err() != nil:
		return jsx.Bytes{}, context.Cause(ctx)
	}
	return jsx.Bytes{}, fmt.Errorf("store: reading a blob: %s: %w", text(err), store.ErrCorrupt)
}

// Delete implements store.Store.
func (s *Store) Delete(ctx context.Context, d store.Digest) error {
	return s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		return write(ctx, db, shards, idb.DurabilityRelaxed, func(o *idb.ObjectStore) error {
			_, err := o.Delete(js.ValueOf(string(d)))
			return err
		})
	})
}

// sizes lists the shards; a blob tells its size without being read. Records
// that are none of ours count as empty, so that they are fetched again.
func sizes(ctx context.Context, db *idb.Database) (map[store.Digest]int64, error) {
	all := map[store.Digest]int64{}
	err := walk(ctx, db, shards, func(key, value js.Value) {
		var size int64
		if isBlob(value) {
			size = int64(value.Get("size").Float())
		}
		all[store.Digest(key.String())] = size
	})
	return all, err
}

func isBlob(v js.Value) bool { return v.InstanceOf(js.Global().Get("Blob")) }
