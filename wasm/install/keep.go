package install

import (
	"context"
	"errors"

	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// final tells store errors that trying again cannot mend.
func final(err error) bool {
	for _, e := range []error{store.ErrNotFound, store.ErrQuota, store.ErrClosed, store.ErrCorrupt} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// keep puts a verified file into the store, or else into Overflow. Once the
// store has refused one, the others are not offered.
func (in *Installer) keep(ctx context.Context, it fetch.Item, b gpu.Bytes) error {
	in.unpart(ctx, it)
	err := in.Unkept()
	if err == nil {
		err = in.ask(ctx, func(ctx context.Context) error { return in.c.Store.Put(ctx, it.Digest, b) })
	}
	asks := in.asking() && errors.Is(err, store.ErrQuota) && !in.fleeting()
	if err == nil || in.c.Overflow == nil || ctx.Err() != nil || asks {
		return err
	}
	in.setUnkept(err)
	return in.c.Overflow.Put(ctx, it.Digest, b)
}

// unpart drops the pieces of a file that is whole now, so that they take no room
// from it.
func (in *Installer) unpart(ctx context.Context, it fetch.Item) {
	if in.c.Parts != nil {
		_ = in.ask(ctx, func(ctx context.Context) error { return Parts{in.c.Parts}.Drop(ctx, it.Digest) }) // leftovers only cost room
	}
}

// settle offers the store once more what an earlier run had to leave in Overflow.
func (in *Installer) settle(ctx context.Context, items []fetch.Item) {
	if in.forVisit() {
		in.setUnkept(errVisit)
		return
	}
	in.setUnkept(nil)
	if in.c.Overflow == nil {
		return
	}
	for _, it := range distinct(items) {
		b, err := in.c.Overflow.Get(ctx, it.Digest)
		if err != nil {
			continue // it is not there
		}
		if err := in.keep(ctx, it, b); err != nil || in.Unkept() != nil {
			return
		}
		_ = in.c.Overflow.Delete(ctx, it.Digest) // it only costs memory
	}
}

// Get reads a file of the model, verified. One that is not kept any more, or
// not yet, is fetched first.
func (in *Installer) Get(ctx context.Context, it fetch.Item) (gpu.Bytes, error) {
	b, err := in.read(ctx, it.Digest)
	if err == nil || ctx.Err() != nil {
		return b, err
	}
	b, err = in.c.Client.Fetch(ctx, it, nil)
	if err != nil {
		return nil, err
	}
	_ = in.keep(ctx, it, b) // the bytes are here; next time they may be fetched again
	return b, nil
}

func (in *Installer) read(ctx context.Context, d store.Digest) (b gpu.Bytes, err error) {
	if in.c.Overflow != nil {
		if b, err = in.c.Overflow.Get(ctx, d); err == nil {
			return b, nil
		}
	}
	err = in.ask(ctx, func(ctx context.Context) (err error) { b, err = in.c.Store.Get(ctx, d); return err })
	if err != nil {
		return nil, err
	}
	return b, nil
}

// sizes lists what is kept anywhere.
func (in *Installer) sizes(ctx context.Context) (map[store.Digest]int64, error) {
	var c store.Contents
	err := in.ask(ctx, func(ctx context.Context) (err error) { c, err = in.c.Store.List(ctx); return err })
	if in.c.Overflow == nil || ctx.Err() != nil {
		return c.Shards, err
	}
	if err != nil {
		in.setUnkept(err)
		c.Shards = map[store.Digest]int64{}
	}
	more, err := in.c.Overflow.List(ctx)
	for d, n := range more.Shards {
		c.Shards[d] = n
	}
	return c.Shards, err
}

// begun lists how many bytes of unfinished files are here.
func (in *Installer) begun(ctx context.Context) map[store.Digest]int64 {
	if in.c.Parts == nil {
		return nil
	}
	return Parts{in.c.Parts}.sizes(ctx)
}

// Missing lists those files that are not kept, each content once.
func (in *Installer) Missing(ctx context.Context, items []fetch.Item) ([]fetch.Item, error) {
	kept, err := in.sizes(ctx)
	if err != nil {
		return nil, err
	}
	var missing []fetch.Item
	for _, it := range distinct(items) {
		if n, ok := kept[it.Digest]; !ok || n != it.Bytes {
			missing = append(missing, it)
		}
	}
	return missing, nil
}

// distinct leaves out files with the content of an earlier one.
func distinct(items []fetch.Item) []fetch.Item {
	seen := map[store.Digest]bool{}
	var all []fetch.Item
	for _, it := range items {
		if !seen[it.Digest] {
			seen[it.Digest] = true
			all = append(all, it)
		}
	}
	return all
}

func size(items []fetch.Item) (n int64) {
	for _, it := range items {
		n += it.Bytes
	}
	return n
}
