package install

import (
	"context"
	"errors"
	"fmt"

	"unclip/models/weights"
	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// errVisit is why a model is kept in Overflow that was asked for for a visit.
var errVisit = errors.New("install: asked for this visit only; install again to keep it")

// setVisit says that what comes is not to outlive the page.
func (in *Installer) setVisit(yes bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.visit = yes && in.c.Overflow != nil
}

func (in *Installer) forVisit() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.visit
}

// undertake starts what the visitor has asked for, to be kept or not; the result ends it.
func (in *Installer) undertake(keep bool) (end func()) {
	in.setVisit(!keep)
	in.setAsks(in.c.AskRoom)
	return func() { in.setAsks(false) }
}

func (in *Installer) setAsks(yes bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.asks = yes
}

func (in *Installer) asking() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.asks
}

// fleeting tells whether what comes, or some of what is here, ends with the page.
func (in *Installer) fleeting() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.c.Fleeting || in.visit || in.unkept != nil
}

// free is what the browser still promises, -1 if nobody can tell.
func (in *Installer) free(ctx context.Context) int64 {
	if in.c.Free == nil || in.c.Fleeting {
		return -1
	}
	n, err := in.c.Free(ctx)
	if err != nil {
		return -1
	}
	return n
}

// fits refuses what would not find room, before a byte of it is fetched, as far
// as the browser tells: Chromium promises 10 GiB whatever there is.
func (in *Installer) fits(ctx context.Context, items []fetch.Item) error {
	free := in.free(ctx)
	if free < 0 || in.fleeting() {
		return nil
	}
	missing, err := in.Missing(ctx, items)
	if err != nil {
		return err
	}
	need := size(missing) - in.onTheWay(ctx, missing) // what makes room when the file is whole
	if need > free {
		return fmt.Errorf("install: %d bytes are missing and %d free: %w", need, free, store.ErrQuota)
	}
	return nil
}

// Room tells how many bytes of the model outlive the page, how many more the
// browser promises, negative if nobody can tell, and whether what comes, or some
// of what is here, lasts for this visit only.
func (l *Library) Room(ctx context.Context, m *weights.Manifest) (kept, free int64, visit bool) {
	in := l.Installer
	if !in.c.Fleeting {
		kept = in.keptOf(ctx, items(m))
	}
	return kept, in.free(ctx), in.fleeting()
}

// keptOf counts the bytes of files, unfinished ones too, in the store itself.
func (in *Installer) keptOf(ctx context.Context, items []fetch.Item) (n int64) {
	var c store.Contents
	err := in.ask(ctx, func(ctx context.Context) (err error) { c, err = in.c.Store.List(ctx); return err })
	if err != nil {
		return 0
	}
	begun := in.begun(ctx)
	for _, it := range distinct(items) {
		n += max(c.Shards[it.Digest], min(begun[it.Digest], it.Bytes))
	}
	return n
}
