package fetch

import (
	"context"
	"slices"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Parts keeps what came of files that are still on their way, so that the next
// try goes on there, in this visit or in another.
type Parts interface {
	// Load hands the pieces of a file to put, in order, and tells where they
	// came from. Without pieces it calls nothing.
	Load(ctx context.Context, d store.Digest, put func(gpu.Bytes) error) (Origin, error)
	// Add keeps a piece that begins at byte at, and forgets what was kept from
	// there on.
	Add(ctx context.Context, d store.Digest, from Origin, at int, piece gpu.Bytes) error
	// Drop forgets all pieces of a file.
	Drop(ctx context.Context, d store.Digest) error
}

// Origin is where the bytes of a file come from.
type Origin struct {
	Base string // of the mirror
	Tag  string // strong validator, or nothing
}

// partPatience bounds every call of Parts: it saves bytes, and must not cost time.
const partPatience = 5 * time.Second

// restore begins with what an earlier try has kept.
func (d *download) restore(ctx context.Context) {
	if d.parts == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, partPatience)
	defer cancel()
	from, err := d.parts.Load(ctx, d.digest, func(piece gpu.Bytes) error {
		if err := d.buffer.Put(d.have, piece); err != nil {
			return err
		}
		d.have += piece.Len()
		return nil
	})
	if err != nil { // pieces of a file that was declared otherwise
		d.have = 0
		d.forget()
		return
	}
	d.kept, d.best = d.have, d.have
	if at := slices.Index(d.tour.bases, from.Base); at >= 0 {
		d.tag, d.tagged = from.Tag, at
	}
	d.progress(d.have)
}

// saveNowAndThen keeps what has come; a fast line is done before it is due.
func (d *download) saveNowAndThen(ctx context.Context) {
	if d.parts != nil && time.Since(d.saved) >= d.client.policy.Save {
		d.save(ctx)
	}
}

// save keeps what has come since the last time. Parts that fail are not asked
// again: the file is on its way, with or without them.
func (d *download) save(ctx context.Context) {
	if d.parts == nil || d.have == d.kept {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, partPatience)
	defer cancel()
	from := Origin{d.tour.bases[d.tagged], d.tag}
	if err := d.parts.Add(ctx, d.digest, from, d.kept, d.buffer.Bytes(d.kept, d.have)); err != nil {
		d.parts = nil
		return
	}
	d.kept, d.saved = d.have, time.Now()
}

// pause keeps the rest of what has come before the download is given up.
func (d *download) pause(ctx context.Context) {
	d.save(context.WithoutCancel(ctx))
	d.progress(-d.have)
}

// forget drops what is kept of a file.
func (d *download) forget() {
	if d.parts == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), partPatience)
	defer cancel()
	if d.parts.Drop(ctx, d.digest) != nil {
		d.parts = nil
	}
	d.kept = 0
}
