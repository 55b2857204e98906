package install

import (
	"context"
	"fmt"

	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// Remove forgets the model: its manifest first, then the files that no other
// installed model uses.
func (in *Installer) Remove(ctx context.Context) error {
	in.tidy(ctx, nil)
	old, _ := in.installed(ctx) // without it there is no list of files to go by
	err := in.ask(ctx, func(ctx context.Context) error { return in.c.Store.DropManifest(ctx, in.c.Name) })
	if err != nil || old == nil {
		return err
	}
	return in.sweep(ctx, old)
}

// tidy forgets pieces of files that nobody waits for any more; those that a
// manifest lists and that are not whole yet may be asked for again.
func (in *Installer) tidy(ctx context.Context, manifest []byte) {
	if in.c.Parts == nil {
		return
	}
	var waiting []fetch.Item
	if items, err := in.c.Items(manifest); err == nil {
		if waiting, err = in.Missing(ctx, items); err != nil {
			return // better leftovers than a file from its beginning
		}
	}
	_ = in.ask(ctx, func(ctx context.Context) error { return Parts{in.c.Parts}.Only(ctx, waiting) }) // leftovers only cost room
}

// sweep deletes the files of a manifest that no installed manifest lists. If it
// cannot read one of them, perhaps of a later version, it deletes nothing.
func (in *Installer) sweep(ctx context.Context, old []byte) error {
	items, err := in.c.Items(old)
	if err != nil {
		return err
	}
	used, err := in.used(ctx)
	if err != nil {
		return err
	}
	for _, it := range distinct(items) {
		if used[it.Digest] {
			continue
		}
		if err := in.ask(ctx, func(ctx context.Context) error { return in.c.Store.Delete(ctx, it.Digest) }); err != nil {
			return err
		}
		if in.c.Overflow != nil {
			_ = in.c.Overflow.Delete(ctx, it.Digest) // it only costs memory
		}
	}
	return nil
}

// used are the files that installed manifests list.
func (in *Installer) used(ctx context.Context) (map[store.Digest]bool, error) {
	var c store.Contents
	if err := in.ask(ctx, func(ctx context.Context) (err error) { c, err = in.c.Store.List(ctx); return err }); err != nil {
		return nil, err
	}
	used := map[store.Digest]bool{}
	for _, name := range c.Manifests {
		items, err := in.listed(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("install: manifest %q: %w", name, err)
		}
		for _, it := range items {
			used[it.Digest] = true
		}
	}
	return used, nil
}

func (in *Installer) listed(ctx context.Context, name string) ([]fetch.Item, error) {
	var data []byte
	err := in.ask(ctx, func(ctx context.Context) (err error) { data, err = in.c.Store.Manifest(ctx, name); return err })
	if err != nil {
		return nil, err
	}
	return in.c.Items(data)
}
