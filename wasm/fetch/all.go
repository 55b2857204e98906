package fetch

import (
	"context"
	"sync"

	"unclip/wasm/gpu"
)

// All downloads files, a few at a time, and hands each to keep, which may block
// and may run concurrently. After a failure it begins no further file, but lets
// those under way finish, so that a fault costs no more than what it hit. It
// returns the first failure.
func (c *Client) All(ctx context.Context, items []Item, progress func(delta int), keep func(context.Context, Item, gpu.Bytes) error) error {
	for _, it := range items {
		if err := it.Validate(); err != nil {
			return err
		}
	}
	q := &queue{items: items}
	var workers sync.WaitGroup
	for range min(c.policy.Parallel, len(items)) {
		workers.Go(func() {
			for it, ok := q.next(); ok; it, ok = q.next() {
				q.failed(c.one(ctx, it, progress, keep))
			}
		})
	}
	workers.Wait()
	return q.err
}

func (c *Client) one(ctx context.Context, it Item, progress func(int), keep func(context.Context, Item, gpu.Bytes) error) error {
	b, err := c.Fetch(ctx, it, progress)
	if err != nil {
		return err
	}
	if err := keep(ctx, it, b); err != nil {
		if progress != nil {
			progress(-b.Len())
		}
		return err
	}
	return nil
}

// queue hands out files until one fails.
type queue struct {
	mu    sync.Mutex
	items []Item
	err   error
}

func (q *queue) next() (Item, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil || len(q.items) == 0 {
		return Item{}, false
	}
	it := q.items[0]
	q.items = q.items[1:]
	return it, true
}

func (q *queue) failed(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
}
