package idb

import (
	"context"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"
)

// Inside a transaction nothing else is ever awaited: it would be over. And
// Await comes right behind its request: later it would miss the event.

// write runs one change as a transaction and waits until it is committed.
func write(ctx context.Context, db *idb.Database, name string, durability idb.TransactionDurability, change func(*idb.ObjectStore) error) error {
	txn, err := db.TransactionWithOptions(idb.TransactionOptions{Mode: idb.TransactionReadWrite, Durability: durability}, name)
	if err != nil {
		return err
	}
	objects, err := txn.ObjectStore(name)
	if err != nil {
		return err
	}
	if err := change(objects); err != nil {
		_ = txn.Abort() // the first error says more
		return err
	}
	if err := txn.Await(ctx); err != nil {
		return cause(ctx, err)
	}
	return nil
}

// cause prefers the reason why ctx ended to the bare fact.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// read returns the record under a key, or undefined.
func read(ctx context.Context, db *idb.Database, name, key string) (js.Value, error) {
	objects, err := reader(db, name)
	if err != nil {
		return js.Undefined(), err
	}
	req, err := objects.Get(js.ValueOf(key))
	if err != nil {
		return js.Undefined(), err
	}
	v, err := req.Await(ctx)
	return v, finished(ctx, err)
}

// count tells how many records lie under a key: none or one.
func count(ctx context.Context, db *idb.Database, name, key string) (n uint, err error) {
	objects, err := reader(db, name)
	if err != nil {
		return 0, err
	}
	req, err := objects.CountKey(js.ValueOf(key))
	if err != nil {
		return 0, err
	}
	v, err := req.Request.Await(ctx)
	if err := finished(ctx, err); err != nil {
		return 0, err
	}
	return uint(v.Int()), nil
}

// keys lists the keys of an object store.
func keys(ctx context.Context, db *idb.Database, name string) ([]js.Value, error) {
	objects, err := reader(db, name)
	if err != nil {
		return nil, err
	}
	req, err := objects.GetAllKeys()
	if err != nil {
		return nil, err
	}
	v, err := req.Request.Await(ctx)
	if err := finished(ctx, err); err != nil {
		return nil, err
	}
	all := make([]js.Value, v.Length())
	for i := range all {
		all[i] = v.Index(i)
	}
	return all, nil
}

// walk visits every record of an object store.
func walk(ctx context.Context, db *idb.Database, name string, visit func(key, value js.Value)) error {
	objects, err := reader(db, name)
	if err != nil {
		return err
	}
	req, err := objects.OpenCursor(idb.CursorNext)
	if err != nil {
		return err
	}
	err = req.Iter(ctx, func(c *idb.CursorWithValue) error {
		key, err := c.Key()
		if err != nil {
			return err
		}
		value, err := c.Value()
		if err == nil {
			visit(key, value)
		}
		return err
	})
	return finished(ctx, err)
}

func reader(db *idb.Database, name string) (*idb.ObjectStore, error) {
	txn, err := db.Transaction(idb.TransactionReadOnly, name)
	if err != nil {
		return nil, err
	}
	return txn.ObjectStore(name)
}

// finished tells an answer from a wait that ended without one, which the
// binding reports as an undefined answer and no error.
func finished(ctx context.Context, err error) error {
	if err == nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
