package idb

import (
	"context"
	"fmt"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/jsx"
	"unclip/web/history"
)

// Entries implements history.Store. An entry that cannot be read any more is
// left out; its file stays.
func (s *Store) Entries(ctx context.Context) ([]history.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	objects, err := s.objects(entries)
	if err != nil {
		return nil, err
	}
	request, err := objects.OpenCursor(idb.CursorNext)
	if err != nil {
		return nil, wrap(err)
	}
	var all []history.Entry
	err = request.Iter(ctx, func(c *idb.CursorWithValue) error {
		v, err := c.Value()
		if err != nil {
			return err
		}
		if e, err := history.ParseEntry(jsx.String(v)); err == nil {
			all = append(all, e)
		}
		return nil
	})
	if err == nil {
		err = ctx.Err() // the binding reports a wait that ended as no error
	}
	return all, wrap(err)
}

// File implements history.Store.
func (s *Store) File(ctx context.Context, key string) ([]byte, error) {
	return s.bytes(ctx, files, key)
}

// Thumb implements history.Store.
func (s *Store) Thumb(ctx context.Context, key string) ([]byte, error) {
	return s.bytes(ctx, thumbs, key)
}

func (s *Store) bytes(ctx context.Context, name, key string) ([]byte, error) {
	v, err := s.read(ctx, name, key)
	if err != nil {
		return nil, err
	}
	b, err := jsx.BytesOf(v)
	if err != nil {
		return nil, wrap(err)
	}
	data := make([]byte, b.Len())
	b.CopyTo(data)
	return data, nil
}

// read returns the value of a key, or ErrMissing.
func (s *Store) read(ctx context.Context, name, key string) (js.Value, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	objects, err := s.objects(name)
	if err != nil {
		return js.Undefined(), err
	}
	request, err := objects.Get(js.ValueOf(key))
	if err != nil {
		return js.Undefined(), wrap(err)
	}
	v, err := request.Await(ctx)
	switch {
	case err != nil:
		return v, wrap(err)
	case ctx.Err() != nil:
		return v, wrap(ctx.Err())
	case v.IsUndefined():
		return v, fmt.Errorf("%w (%s)", history.ErrMissing, key)
	}
	return v, nil
}

func (s *Store) objects(name string) (*idb.ObjectStore, error) {
	txn, err := s.db.Transaction(idb.TransactionReadOnly, name)
	if err != nil {
		return nil, wrap(err)
	}
	objects, err := txn.ObjectStore(name)
	return objects, wrap(err)
}
