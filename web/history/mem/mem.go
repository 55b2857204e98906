// Package mem is a history that lasts as long as the page: for tests, and for
// browsers that store nothing.
package mem

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"

	"unclip/web/history"
)

// Store is a history.Store in memory. The zero Store is empty.
type Store struct {
	mu    sync.Mutex
	items []history.Item // by key
}

// find returns where a key is, or would be.
func (s *Store) find(key string) (int, bool) {
	i := sort.Search(len(s.items), func(i int) bool { return s.items[i].Key >= key })
	return i, i < len(s.items) && s.items[i].Key == key
}

// Lasts implements history.Store.
func (s *Store) Lasts() bool { return false }

// Put implements history.Store.
func (s *Store) Put(_ context.Context, item history.Item) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.find(item.Key)
	if found {
		s.items[i] = item
		return nil
	}
	s.items = append(s.items, item)
	copy(s.items[i+1:], s.items[i:])
	s.items[i] = item
	return nil
}

// Mark implements history.Store.
func (s *Store) Mark(_ context.Context, e history.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.find(e.Key)
	if !found {
		return fmt.Errorf("%w (%s)", history.ErrMissing, e.Key)
	}
	s.items[i].Entry = e
	return nil
}

// Entries implements history.Store.
func (s *Store) Entries(context.Context) ([]history.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]history.Entry, len(s.items))
	for i, item := range s.items {
		all[i] = item.Entry
	}
	return all, nil
}

// File implements history.Store.
func (s *Store) File(_ context.Context, key string) ([]byte, error) {
	item, err := s.item(key)
	return item.File, err
}

// Thumb implements history.Store.
func (s *Store) Thumb(_ context.Context, key string) ([]byte, error) {
	item, err := s.item(key)
	return item.Thumb, err
}

func (s *Store) item(key string) (history.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.find(key)
	if !found {
		return history.Item{}, fmt.Errorf("%w (%s)", history.ErrMissing, key)
	}
	return s.items[i], nil
}

// Delete implements history.Store.
func (s *Store) Delete(_ context.Context, keys ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = slices.DeleteFunc(s.items, func(i history.Item) bool { return slices.Contains(keys, i.Key) })
	return nil
}
