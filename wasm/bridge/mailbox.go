package bridge

import (
	"context"
	"sync"
)

// Mailbox is an unbounded queue of messages. Put never blocks, so a JavaScript
// callback may call it; Take waits. The zero Mailbox is not ready; use
// NewMailbox.
type Mailbox struct {
	mu    sync.Mutex
	items []Message
	wake  chan struct{}
}

// NewMailbox returns an empty mailbox.
func NewMailbox() *Mailbox { return &Mailbox{wake: make(chan struct{}, 1)} }

// Put appends a message.
func (b *Mailbox) Put(m Message) {
	b.mu.Lock()
	b.items = append(b.items, m)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Take returns the oldest message, or the error of ctx when that ends first.
func (b *Mailbox) Take(ctx context.Context) (Message, error) {
	for {
		if m := b.pop(); m != nil {
			return m, nil
		}
		select {
		case <-b.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// pop returns the oldest message or nil.
func (b *Mailbox) pop() Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.items) == 0 {
		return nil
	}
	m := b.items[0]
	b.items[0] = nil
	b.items = b.items[1:]
	return m
}
