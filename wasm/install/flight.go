package install

import (
	"context"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
)

// fly says that an installation of this tab is under way; the result ends it.
func (in *Installer) fly() (end func()) {
	in.setLanded(make(chan struct{}))
	return func() { in.setLanded(nil) }
}

// land keeps a file and tells those who wait for it.
func (in *Installer) land(ctx context.Context, it fetch.Item, b gpu.Bytes) error {
	err := in.keep(ctx, it, b)
	in.setLanded(make(chan struct{}))
	return err
}

func (in *Installer) setLanded(next chan struct{}) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.landed != nil {
		close(in.landed)
	}
	in.landed = next
}

func (in *Installer) nextLanding() chan struct{} {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.landed
}

// await waits until some files are here, or no installation of this tab is under
// way that could bring them.
func (in *Installer) await(ctx context.Context, items []fetch.Item, report func(Progress)) (missing []fetch.Item, err error) {
	m := newMeter(size(distinct(items)), report)
	for {
		landed := in.nextLanding()
		if missing, err = in.Missing(ctx, items); err != nil || len(missing) == 0 || landed == nil {
			return missing, err
		}
		m.set(m.total()-size(missing)+in.onTheWay(ctx, missing), true)
		select {
		case <-landed:
		case <-time.After(glance):
		case <-ctx.Done():
			return missing, context.Cause(ctx)
		}
	}
}

// onTheWay counts the bytes of unfinished files that are here.
func (in *Installer) onTheWay(ctx context.Context, items []fetch.Item) (n int64) {
	begun := in.begun(ctx)
	for _, it := range items {
		n += min(begun[it.Digest], it.Bytes)
	}
	return n
}
