package engine

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"unclip/models/token"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// FirstPicture lists the stages that a picture needs; others are fetched when
// they are first used.
func FirstPicture() []string { return []string{"text", "prior", "decoder"} }

// hello finds the GPU and the manifest, and loads the model if it is all here.
func (e *Engine) hello(ctx context.Context, m *bridge.Hello, reply func(bridge.Message)) {
	e.shares = e.platform.Seat != nil && slices.Contains(m.Features, bridge.OneTab)
	e.base = m.Base
	err := e.open(ctx, reply)
	if err == nil {
		err = e.sit(ctx, reply)
	}
	if err == nil {
		err = e.settle(ctx, reply)
	}
	if err != nil {
		e.broken(err, reply)
	}
}

func (e *Engine) broken(err error, reply func(bridge.Message)) {
	reply(failure(0, err))
	e.state(bridge.Broken, reply)
}

func (e *Engine) openDevice(ctx context.Context) (gpu.Device, error) {
	d, err := e.platform.Device(ctx)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.device, e.adapter = d, adapterName(d)
	return d, nil
}

// maxName lets a model's name, version and digest pass the bridge together.
const maxName = (bridge.MaxNameRunes-bridge.DigestRunes)/2 - 1

func (e *Engine) readManifest(ctx context.Context) error {
	m, err := e.library.Manifest(ctx)
	if err != nil {
		return err
	}
	return e.adopt(ctx, m)
}

// adopt makes a manifest the engine's own, if its model can run here.
func (e *Engine) adopt(ctx context.Context, m *weights.Manifest) error {
	if err := fits(m.Needs, e.device.Info()); err != nil {
		return err
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.manifest, e.known = m, knownTo(m)
	e.model = bridge.Model{Name: atMost(m.Name, maxName), Version: atMost(m.Version, maxName), Digest: atMost(m.Digest, bridge.DigestRunes),
		Bytes: int(m.Bytes(FirstPicture()...)), Examples: examples(m), Can: abilities(c, m), Defaults: defaults(c)}
	e.mu.Unlock()
	e.takeStock(ctx)
	return nil
}

// ready builds the pipeline; networks load when they are first used.
func (e *Engine) ready(ctx context.Context, reply func(bridge.Message)) {
	if err := e.assemble(ctx); err != nil {
		e.broken(err, reply)
		return
	}
	e.state(bridge.Ready, reply)
}

// lend makes the runtime on the device that is open.
func (e *Engine) lend(reply func(bridge.Message)) {
	r := NewRuntime(e.device, e.manifest, e.library, Options{
		Reopen: e.openDevice,
		Fetch:  func(ctx context.Context, stage string) error { return e.bring(ctx, stage, reply) },
		Tuned:  e.platform.Tuned,
		Compiled: func(done, total int) {
			reply(&bridge.Progress{ID: e.at(), Stage: bridge.Compile, Done: done, Total: total, Left: -1})
		},
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	e.runtime = r
}

// prepare compiles what the first picture will need, while the weights download
// or a prompt is typed. What fails here fails again, and is told, when a network
// is loaded.
func (e *Engine) prepare() {
	c, err := unclip.ParseConfig(e.manifest.Config)
	if err != nil {
		return
	}
	go func(r *Runtime) {
		defer unheard()
		_ = r.Ahead(context.Background(), c.FirstPicture()...)
	}(e.runtime)
}

// assemble makes the pipeline and keeps it.
func (e *Engine) assemble(ctx context.Context) error {
	c, err := unclip.ParseConfig(e.manifest.Config)
	if err != nil {
		return err
	}
	t, err := e.tokenizer(ctx, c.Text.Context)
	if err != nil {
		return err
	}
	p, err := unclip.New(c, t, e.runtime)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pipeline = p
	return nil
}

func (e *Engine) tokenizer(ctx context.Context, length int) (*token.Tokenizer, error) {
	f, err := mergesFile(e.manifest)
	if err != nil {
		return nil, err
	}
	data, err := e.library.File(ctx, f)
	if err != nil {
		return nil, err
	}
	return token.Read(bytes.NewReader(data), token.WithContext(length))
}

func mergesFile(m *weights.Manifest) (weights.File, error) {
	for _, f := range m.Files {
		if f.Role == "merges" {
			return f, nil
		}
	}
	return weights.File{}, fmt.Errorf("engine: the model %q has no tokenizer file; convert it with its tokenizer folder", m.Name)
}
