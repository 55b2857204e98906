package install

import (
	"context"
	"time"

	"unclip/wasm/fetch"
)

// Locker waits until this tab alone holds the name, and returns how to let go.
type Locker func(ctx context.Context, name string) (release func(), err error)

// lockName is one for all models: two downloads at a time would only share the
// same line.
const lockName = "unclip install"

// glance is how often a waiting tab looks at what the other one has done.
const glance = 500 * time.Millisecond

type grant struct {
	release func()
	err     error
}

// enter takes the lock, reporting the progress of whoever holds it.
func (in *Installer) enter(ctx context.Context, items []fetch.Item, m *meter) (release func(), err error) {
	if in.c.Lock == nil {
		return func() {}, nil
	}
	granted := make(chan grant, 1)
	go func() {
		release, err := in.c.Lock(ctx, lockName)
		granted <- grant{release, err}
	}()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		select {
		case g := <-granted:
			return g.release, g.err
		case <-tick.C:
			in.watch(ctx, items, m)
		}
	}
}

func (in *Installer) watch(ctx context.Context, items []fetch.Item, m *meter) {
	if missing, err := in.Missing(ctx, items); err == nil {
		m.set(m.total()-size(missing), true)
	}
}
