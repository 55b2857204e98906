package install

import (
	"context"
	"fmt"
	"sync"

	"unclip/models/weights"
	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Library is an Installer in terms of the model's manifest.
type Library struct {
	Installer *Installer
	stages    []string

	mu  sync.Mutex
	raw []byte // of the manifest last handed out
}

// NewLibrary returns the library of a model; Install brings the shards of these
// stages and all other files, or everything when no stage is given. c.Items is
// taken care of.
func NewLibrary(c Config, stages ...string) *Library {
	c.Items = parseItems
	return &Library{Installer: New(c), stages: stages}
}

func parseItems(manifest []byte) ([]fetch.Item, error) {
	m, err := weights.ParseManifest(manifest)
	if err != nil {
		return nil, fmt.Errorf("install: %w; convert the model again", err)
	}
	return items(m), nil
}

// items are the files of some stages; of all when none is given.
func items(m *weights.Manifest, stages ...string) []fetch.Item {
	var all []fetch.Item
	for _, f := range m.Files {
		all = append(all, fileItem(f))
	}
	for _, s := range m.Shards {
		if wanted(s.Stage, stages) {
			all = append(all, shardItem(s))
		}
	}
	return all
}

func wanted(stage string, stages []string) bool {
	for _, s := range stages {
		if s == stage {
			return true
		}
	}
	return len(stages) == 0
}

func fileItem(f weights.File) fetch.Item {
	return fetch.Item{File: f.File, Bytes: f.Bytes, Digest: store.Digest(f.SHA256)}
}

func shardItem(s weights.Shard) fetch.Item {
	return fetch.Item{File: s.File, Bytes: s.Bytes, Digest: store.Digest(s.SHA256)}
}

// Manifest fetches and checks the manifest; offline it is the installed one.
func (l *Library) Manifest(ctx context.Context) (*weights.Manifest, error) {
	raw, err := l.Installer.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	m, err := parse(ctx, raw)
	if err != nil {
		return nil, err
	}
	l.setRaw(raw)
	return m, nil
}

// parse reads a manifest with its digest.
func parse(ctx context.Context, raw []byte) (*weights.Manifest, error) {
	m, err := weights.ParseManifest(raw)
	if err != nil {
		return nil, err
	}
	sum, err := store.Sum(ctx, gpu.Memory(raw))
	m.Digest = string(sum)
	return m, err
}

func (l *Library) getRaw() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.raw
}

func (l *Library) setRaw(raw []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.raw = raw
}

// Cached counts the bytes of the library's stages that need no download, those
// of unfinished files too.
func (l *Library) Cached(ctx context.Context, m *weights.Manifest) int64 {
	kept, err := l.Installer.sizes(ctx)
	if err != nil {
		return 0
	}
	begun := l.Installer.begun(ctx)
	var n int64
	for _, it := range items(m, l.stages...) {
		if size, ok := kept[it.Digest]; ok && size == it.Bytes {
			n += size
		} else {
			n += min(begun[it.Digest], it.Bytes)
		}
	}
	return n
}

// Install fetches what is missing of the library's stages and commits the
// manifest that Manifest returned last. What is not to be kept lasts until the
// page closes; what is, and has no room, is refused. progress must not block.
func (l *Library) Install(ctx context.Context, m *weights.Manifest, keep bool, progress func(done, total int64)) error {
	defer l.Installer.undertake(keep)()
	if err := l.Installer.fits(ctx, items(m, l.stages...)); err != nil {
		return err
	}
	return l.InstallStages(ctx, m, func(p Progress) { progress(p.Done, p.Total) }, l.stages...)
}

// InstallStages is Install for other stages, with rates.
func (l *Library) InstallStages(ctx context.Context, m *weights.Manifest, report func(Progress), stages ...string) error {
	return l.Installer.Install(ctx, l.getRaw(), items(m, stages...), report)
}

// Remove forgets the model, whatever of it is here.
func (l *Library) Remove(ctx context.Context) error {
	in := l.Installer
	release, err := in.enter(ctx, nil, newMeter(0, nil))
	if err != nil {
		return err
	}
	defer release()
	if err := in.Remove(ctx); err != nil {
		return err
	}
	in.setVisit(false)
	in.setUnkept(nil)
	if raw := l.getRaw(); raw != nil { // one that was never complete has no manifest in the store
		return in.sweep(ctx, raw)
	}
	return nil
}

// Fetch brings what is missing of one stage, and asks nobody where nothing is.
// While an installation goes on that brings it anyway, it waits for that.
func (l *Library) Fetch(ctx context.Context, m *weights.Manifest, stage string, progress func(done, total int64)) error {
	report := func(p Progress) { progress(p.Done, p.Total) }
	missing, err := l.Installer.await(ctx, items(m, stage), report)
	if err != nil || len(missing) == 0 {
		return ctx.Err() // a store that does not answer leaves it to Shard
	}
	return l.InstallStages(ctx, m, report, stage)
}

// File is a small accompanying file in Go memory, verified.
func (l *Library) File(ctx context.Context, f weights.File) ([]byte, error) {
	b, err := l.Installer.Get(ctx, fileItem(f))
	if err != nil {
		return nil, err
	}
	return store.ReadAll(b)
}

// Shard is a verified shard, wherever it has to come from.
func (l *Library) Shard(ctx context.Context, s weights.Shard) (gpu.Bytes, error) {
	return l.Installer.Get(ctx, shardItem(s))
}
