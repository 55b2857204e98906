package idb

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"syscall/js"
	"time"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// The schema. A later version adds to it and never takes away.
const (
	version   = 1
	shards    = "shards"    // digest → Blob
	manifests = "manifests" // name → {data: Uint8Array, sha256: digest}
)

// Patience bounds every wait for the browser: a wedged database answers never.
type Patience struct {
	Open time.Duration // the default is 5 s
	Work time.Duration // one read or write; the default is 60 s
}

func (p Patience) orDefault() Patience {
	if p.Open <= 0 {
		p.Open = 5 * time.Second
	}
	if p.Work <= 0 {
		p.Work = time.Minute
	}
	return p
}

// connection holds the open database and opens it again when the browser, or
// another tab with a newer version, has closed it.
type connection struct {
	name     string
	patience Patience

	mu     sync.Mutex
	db     *idb.Database
	closed bool
}

// get returns the open database.
func (c *connection) get(ctx context.Context) (*idb.Database, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, fmt.Errorf("store: %w", store.ErrClosed)
	}
	if c.db != nil {
		return c.db, nil
	}
	db, err := open(ctx, c.name, c.patience.Open)
	if err == nil {
		c.db = db
	}
	return db, err
}

// forget makes the next get open anew, unless someone did already.
func (c *connection) forget(db *idb.Database) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == db {
		c.db = nil
		_ = db.Close() // it is closed already, or of no more use
	}
}

func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db != nil {
		_ = c.db.Close() // nothing can be done about it
	}
	c.db, c.closed = nil, true
}

// with runs work on the database, once more when its connection was closed.
func (c *connection) with(ctx context.Context, work func(context.Context, *idb.Database) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.patience.Work, errSilent)
	defer cancel()
	for try := 1; ; try++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		db, err := c.get(ctx)
		if err != nil {
			return err
		}
		err = work(ctx, db)
		if err == nil || try == 2 || !named(err, "InvalidStateError") {
			return explain(err)
		}
		c.forget(db)
	}
}

type opened struct {
	db  *idb.Database
	err error
}

// open waits for the database, but not for ever. One that arrives too late is
// closed, so that it stands in nobody's way.
func open(ctx context.Context, name string, patience time.Duration) (*idb.Database, error) {
	factory, err := factory()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errSilent)
	defer cancel()
	done := make(chan opened)
	go func() {
		db, err := request(factory, name)
		select {
		case done <- opened{db, err}:
		case <-ctx.Done():
			if err == nil {
				_ = db.Close() // nobody waits for it
			}
		}
	}()
	select {
	case o := <-done:
		return o.db, explain(o.err)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// request opens and, where needed, lays out the database. It has no deadline:
// a request abandoned half-way would leave a database without its stores.
func request(factory *idb.Factory, name string) (*idb.Database, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := factory.Open(ctx, name, version, layOut)
	if err != nil {
		return nil, err
	}
	db, err := req.Await(ctx)
	if err != nil {
		return nil, err
	}
	return db, checkLayout(db)
}

func layOut(db *idb.Database, _, _ uint) error {
	for _, name := range []string{shards, manifests} {
		if _, err := db.CreateObjectStore(name, idb.ObjectStoreOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func checkLayout(db *idb.Database) error {
	names, err := db.ObjectStoreNames()
	if err == nil && (!slices.Contains(names, shards) || !slices.Contains(names, manifests)) {
		err = fmt.Errorf("store: the database holds %v: %w", names, store.ErrUnavailable)
	}
	if err != nil {
		_ = db.Close() // of no use
	}
	return err
}

// factory is the browser's IndexedDB, which sandboxed frames and some private
// windows lack.
func factory() (*idb.Factory, error) {
	v, err := jsx.Try(func() js.Value { return js.Global().Get("indexedDB") })
	if err != nil {
		return nil, explain(err)
	}
	if !v.Truthy() {
		return nil, fmt.Errorf("store: no IndexedDB in this window: %w", store.ErrUnavailable)
	}
	return idb.WrapFactory(v)
}
