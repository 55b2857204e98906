package idb

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// PutManifest implements store.Store: strict, so that a promise to the visitor
// survives a crash, and with it every shard written before.
func (s *Store) PutManifest(ctx context.Context, name string, data []byte) error {
	record, err := newRecord(ctx, data)
	if err != nil {
		return err
	}
	err = s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		return write(ctx, db, manifests, idb.DurabilityStrict, func(o *idb.ObjectStore) error {
			_, err := o.PutKey(js.ValueOf(name), record)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("store: keeping the manifest: %w", err)
	}
	return nil
}

func newRecord(ctx context.Context, data []byte) (js.Value, error) {
	b, err := jsx.BytesFrom(data)
	if err != nil {
		return js.Undefined(), err
	}
	sum, err := store.Sum(ctx, b)
	if err != nil {
		return js.Undefined(), err
	}
	return js.ValueOf(map[string]any{"data": b.Array(), "sha256": string(sum)}), nil
}

// Manifest implements store.Store.
func (s *Store) Manifest(ctx context.Context, name string) ([]byte, error) {
	var data []byte
	err := s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		v, err := read(ctx, db, manifests, name)
		if err != nil {
			return err
		}
		if v.IsUndefined() {
			return fmt.Errorf("store: manifest %q: %w", name, store.ErrNotFound)
		}
		data, err = readRecord(ctx, v)
		return err
	})
	if errors.Is(err, store.ErrCorrupt) {
		err = errors.Join(err, s.DropManifest(ctx, name))
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

func readRecord(ctx context.Context, record js.Value) ([]byte, error) {
	if record.Type() != js.TypeObject {
		return nil, fmt.Errorf("store: the manifest is no record: %w", store.ErrCorrupt)
	}
	b, err := jsx.BytesOf(record.Get("data"))
	if err != nil {
		return nil, fmt.Errorf("store: the manifest is no bytes: %w", store.ErrCorrupt)
	}
	if err := store.Verify(ctx, store.Digest(jsx.String(record.Get("sha256"))), b); err != nil {
		return nil, err
	}
	return store.ReadAll(b)
}

// DropManifest implements store.Store.
func (s *Store) DropManifest(ctx context.Context, name string) error {
	return s.with(ctx, func(ctx context.Context, db *idb.Database) error {
		return write(ctx, db, manifests, idb.DurabilityStrict, func(o *idb.ObjectStore) error {
			_, err := o.Delete(js.ValueOf(name))
			return err
		})
	})
}

func names(ctx context.Context, db *idb.Database) ([]string, error) {
	all, err := keys(ctx, db, manifests)
	if err != nil {
		return nil, err
	}
	list := make([]string, len(all))
	for i, key := range all {
		list[i] = key.String()
	}
	sort.Stable(sort.StringSlice(list))
	return list, nil
}
