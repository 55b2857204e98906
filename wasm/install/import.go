package install

import (
	"context"
	"path"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/fetch"
	"unclip/wasm/store"
)

// Import takes what is missing of the model from files that the visitor has
// chosen, archives of them too, and commits the manifest. A manifest among them must be the one that
// Manifest returned last, if it has returned any. A *bridge.FileError names the
// file that does not fit; those before it are kept.
func (l *Library) Import(ctx context.Context, files []bridge.File, keep bool, progress func(done, total int64)) (*weights.Manifest, error) {
	files, err := unpack(ctx, files)
	if err != nil {
		return nil, err
	}
	chosen := byName(files)
	raw, m, err := l.imported(ctx, chosen)
	if err != nil {
		return nil, err
	}
	defer l.Installer.undertake(keep)()
	meter := newMeter(size(distinct(items(m))), func(p Progress) { progress(p.Done, p.Total) })
	release, err := l.Installer.enter(ctx, items(m), meter)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := l.Installer.take(ctx, chosen, items(m), items(m, l.stages...), meter); err != nil {
		return nil, err
	}
	l.setRaw(raw)
	l.Installer.tidy(ctx, raw)
	return m, l.Installer.commit(ctx, raw)
}

// byName finds files by their names, whatever folder they came from.
func byName(files []bridge.File) map[string]bridge.File {
	all := map[string]bridge.File{}
	for _, f := range files {
		all[f.Name()] = f
	}
	return all
}

// imported is the manifest to go by: that of the files, or else the page's.
func (l *Library) imported(ctx context.Context, chosen map[string]bridge.File) ([]byte, *weights.Manifest, error) {
	name, offered := l.Installer.c.Manifest, l.getRaw()
	raw := offered
	if f := chosen[name]; f != nil {
		if f.Len() > l.Installer.c.MaxManifest {
			return nil, nil, &bridge.FileError{Code: bridge.WrongFile, File: name}
		}
		b, err := open(ctx, f)
		if err == nil {
			raw, err = store.ReadAll(b)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if raw == nil {
		return nil, nil, &bridge.FileError{Code: bridge.MissingFile, File: name}
	}
	m, err := parse(ctx, raw)
	switch {
	case err != nil || l.Installer.check(ctx, raw) != nil:
		return nil, nil, &bridge.FileError{Code: bridge.WrongFile, File: name}
	case offered != nil && string(offered) != string(raw):
		return nil, nil, &bridge.FileError{Code: bridge.OtherModel, File: m.Name + " " + m.Version}
	}
	return raw, m, nil
}

// take keeps those of the missing files that were chosen; needed ones must be.
func (in *Installer) take(ctx context.Context, chosen map[string]bridge.File, all, needed []fetch.Item, m *meter) error {
	if err := in.fits(ctx, needed); err != nil {
		return err
	}
	in.settle(ctx, all)
	missing, err := in.Missing(ctx, all)
	if err != nil {
		return err
	}
	m.set(m.total()-size(missing), false)
	for _, it := range missing {
		if f := chosen[path.Base(it.File)]; f != nil {
			if err := in.takeOne(ctx, f, it); err != nil {
				return err
			}
			m.add(int(it.Bytes))
		}
	}
	if missing, err = in.Missing(ctx, needed); err == nil && len(missing) > 0 {
		err = &bridge.FileError{Code: bridge.MissingFile, File: missing[0].File}
	}
	return err
}

func (in *Installer) takeOne(ctx context.Context, f bridge.File, it fetch.Item) error {
	wrong := &bridge.FileError{Code: bridge.WrongFile, File: it.File}
	if int64(f.Len()) != it.Bytes {
		return wrong
	}
	b, err := open(ctx, f)
	if err != nil {
		return err
	}
	sum, err := store.Sum(ctx, b)
	if err == nil && sum != it.Digest {
		err = wrong
	}
	if err != nil {
		return err
	}
	return in.keep(ctx, it, b)
}
