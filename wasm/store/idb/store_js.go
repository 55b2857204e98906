package idb

import (
	"context"
	"fmt"

	"github.com/hack-pad/go-indexeddb/idb"

	"unclip/wasm/store"
)

// Store is a database of the page's origin.
type Store struct {
	*connection
}

var _ store.Store = (*Store)(nil)

// Open opens the database of that name, creating it where it is missing. A
// browser without storage, or with storage that does not answer, gives
// ErrUnavailable: go on with a store in memory.
func Open(ctx context.Context, name string, p Patience) (*Store, error) {
	s := &Store{&connection{name: name, patience: p.orDefault()}}
	if _, err := s.get(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Reset deletes the database of that name with everything in it; it is the way
// out of a damaged one. Other tabs' connections are closed by it.
func Reset(ctx context.Context, name string, p Patience) error {
	ctx, cancel := context.WithTimeoutCause(ctx, p.orDefault().Open, errSilent)
	defer cancel()
	factory, err := factory()
	if err != nil {
		return err
	}
	req, err := factory.DeleteDatabase(name)
	if err != nil {
		return explain(err)
	}
	return explain(finished(ctx, req.Await(ctx)))
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.close()
	return nil
}

// List implements store.Store.
func (s *Store) List(ctx context.Context) (store.Contents, error) {
	var c store.Contents
	err := s.with(ctx, func(ctx context.Context, db *idb.Database) (err error) {
		if c.Shards, err = sizes(ctx, db); err != nil {
			return err
		}
		c.Manifests, err = names(ctx, db)
		return err
	})
	if err != nil {
		return store.Contents{}, fmt.Errorf("store: list: %w", err)
	}
	return c, nil
}
