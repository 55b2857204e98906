package install

import (
	"bytes"
	"context"
	"fmt"

	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Manifest is the host's manifest, or the installed one when the host has none
// that is valid or does not answer. One that is pinned and installed is not
// asked for at all.
func (in *Installer) Manifest(ctx context.Context) ([]byte, error) {
	kept, err := in.installed(ctx)
	if err == nil && in.c.Pin != "" {
		return kept, nil
	}
	ask := in.c.Client.Small
	if err == nil {
		ask = in.c.Client.Glance
	}
	fresh, failure := ask(ctx, in.c.Manifest, in.c.MaxManifest)
	if failure == nil {
		failure = in.check(ctx, fresh)
	}
	switch {
	case failure == nil:
		return fresh, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err == nil:
		return kept, nil
	}
	return nil, failure
}

// installed is the manifest in the store, if it is valid.
func (in *Installer) installed(ctx context.Context) (data []byte, err error) {
	err = in.ask(ctx, func(ctx context.Context) (err error) {
		data, err = in.c.Store.Manifest(ctx, in.c.Name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return data, in.check(ctx, data)
}

func (in *Installer) check(ctx context.Context, manifest []byte) error {
	if in.c.Pin != "" {
		sum, err := store.Sum(ctx, gpu.Memory(manifest))
		if err == nil && sum != in.c.Pin {
			err = fmt.Errorf("install: manifest %s, not %s: %w", sum.Short(), in.c.Pin.Short(), fetch.ErrDigest)
		}
		if err != nil {
			return err
		}
	}
	_, err := in.c.Items(manifest)
	return err
}

// commit keeps the manifest, unless some of the model is in Overflow only.
func (in *Installer) commit(ctx context.Context, manifest []byte) error {
	if in.Unkept() != nil {
		return nil
	}
	old, err := in.installed(ctx)
	if err == nil && bytes.Equal(old, manifest) {
		return nil
	}
	err = in.ask(ctx, func(ctx context.Context) error { return in.c.Store.PutManifest(ctx, in.c.Name, manifest) })
	if err != nil && in.c.Overflow != nil && ctx.Err() == nil {
		in.setUnkept(err)
		return nil
	}
	if err == nil && old != nil {
		_ = in.sweep(ctx, old) // leftovers cost space, nothing else
	}
	return err
}
