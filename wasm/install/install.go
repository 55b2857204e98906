package install

import (
	"context"
	"fmt"

	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// rounds bounds how often a store may lose files while they are installed.
const rounds = 3

// Install fetches what is missing of items, some or all files of the manifest,
// and then commits the manifest. report (or nil) must not block. A model that
// is installed already costs no request.
func (in *Installer) Install(ctx context.Context, manifest []byte, items []fetch.Item, report func(Progress)) error {
	m := newMeter(size(distinct(items)), report)
	release, err := in.enter(ctx, items, m)
	if err != nil {
		return err
	}
	defer release()
	defer in.fly()()
	defer m.beat()()
	in.settle(ctx, items)
	for range rounds {
		missing, err := in.Missing(ctx, items)
		if err != nil {
			return err
		}
		m.set(m.total()-size(missing), false)
		if len(missing) == 0 {
			in.tidy(ctx, manifest)
			return in.commit(ctx, manifest)
		}
		if err := in.c.Client.All(ctx, missing, m.add, in.land); err != nil {
			return err
		}
	}
	return fmt.Errorf("install: files keep vanishing from the store: %w", store.ErrUnavailable)
}
