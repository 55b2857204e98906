package idb

import (
	"context"
	"fmt"
	"syscall/js"
	"time"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/jsx"
	"unclip/web/history"
)

// The schema. A later version adds to it and never takes away.
const (
	version = 1
	entries = "entries" // key → JSON
	files   = "files"   // key → Uint8Array, a PNG
	thumbs  = "thumbs"  // key → Uint8Array, a small PNG
)

// patience bounds every wait for the browser.
const patience = 20 * time.Second

// Store is a history.Store in the origin's database of a name.
type Store struct{ db *idb.Database }

// Open opens the database, and lays it out where it is new.
func Open(ctx context.Context, name string) (*Store, error) {
	v, err := jsx.Try(func() js.Value { return js.Global().Get("indexedDB") })
	if err != nil || !v.Truthy() {
		return nil, fmt.Errorf("%w (no IndexedDB in this window)", history.ErrStore)
	}
	factory, err := idb.WrapFactory(v)
	if err != nil {
		return nil, wrap(err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := factory.Open(ctx, name, version, layOut)
	if err != nil {
		return nil, wrap(err)
	}
	db, err := request.Await(ctx)
	if err != nil {
		return nil, wrap(err)
	}
	return &Store{db}, nil
}

func layOut(db *idb.Database, _, _ uint) error {
	for _, name := range []string{entries, files, thumbs} {
		if _, err := db.CreateObjectStore(name, idb.ObjectStoreOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (%v)", history.ErrStore, err)
}

// Lasts implements history.Store.
func (s *Store) Lasts() bool { return true }

// Put implements history.Store.
func (s *Store) Put(ctx context.Context, item history.Item) error {
	file, err := jsx.BytesFrom(item.File)
	if err != nil {
		return wrap(err)
	}
	thumb, err := jsx.BytesFrom(item.Thumb)
	if err != nil {
		return wrap(err)
	}
	text := item.Entry.JSON()
	return s.write(ctx, func(open func(string) (*idb.ObjectStore, error)) error {
		return put(open, item.Key, map[string]js.Value{entries: js.ValueOf(text), files: file.Array(), thumbs: thumb.Array()})
	})
}

// put writes the values of a key into their object stores.
func put(open func(string) (*idb.ObjectStore, error), key string, values map[string]js.Value) error {
	for name, value := range values {
		objects, err := open(name)
		if err != nil {
			return err
		}
		if _, err := objects.PutKey(js.ValueOf(key), value); err != nil {
			return err
		}
	}
	return nil
}

// Mark implements history.Store.
func (s *Store) Mark(ctx context.Context, e history.Entry) error {
	if _, err := s.read(ctx, entries, e.Key); err != nil {
		return err
	}
	text := js.ValueOf(e.JSON())
	return s.write(ctx, func(open func(string) (*idb.ObjectStore, error)) error {
		return put(open, e.Key, map[string]js.Value{entries: text})
	})
}

// Delete implements history.Store.
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	return s.write(ctx, func(open func(string) (*idb.ObjectStore, error)) error {
		for _, name := range []string{entries, files, thumbs} {
			objects, err := open(name)
			if err != nil {
				return err
			}
			for _, key := range keys {
				if _, err := objects.Delete(js.ValueOf(key)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// write runs changes as one transaction and waits until it is committed. Inside
// of it nothing else is ever awaited: it would be over.
func (s *Store) write(ctx context.Context, change func(open func(string) (*idb.ObjectStore, error)) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	txn, err := s.db.Transaction(idb.TransactionReadWrite, entries, files, thumbs)
	if err != nil {
		return wrap(err)
	}
	if err := change(txn.ObjectStore); err != nil {
		_ = txn.Abort() // the first error says more
		return wrap(err)
	}
	return wrap(txn.Await(ctx))
}
