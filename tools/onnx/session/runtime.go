// Package session runs a model's networks in ONNX Runtime, for tools that want
// many pictures on a CPU: where WebGPU is emulated it draws thirty times as
// fast. Pipeline, samplers and noise are the engine's own; only the arithmetic
// inside of networks is another program's.
package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
)

// Runtime implements unclip.Runtime. It keeps the last network of every stage.
type Runtime struct {
	process *process
	source  export.Source
	folder  string // of ONNX files on their way
	count   int
	loaded  map[string]*network // by stage
}

// Open starts a runtime for networks with the weights of a source. Close it.
func Open(ctx context.Context, source export.Source) (*Runtime, error) {
	p, err := start(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "unclip-onnx-*")
	if err != nil {
		p.close()
		return nil, fmt.Errorf("session: %w", err)
	}
	return &Runtime{process: p, source: source, folder: folder, loaded: map[string]*network{}}, nil
}

// OpenModel starts a runtime for the model of a folder, and a pipeline on it. Close
// the runtime.
func OpenModel(ctx context.Context, f *model.Folder) (*Runtime, *unclip.Pipeline, error) {
	r, err := Open(ctx, export.FromShards(f.Manifest, f.Read))
	if err != nil {
		return nil, nil, err
	}
	p, err := f.On(r)
	if err != nil {
		r.Close()
		return nil, nil, fmt.Errorf("%s: %w; convert the model again", f.Path, err)
	}
	return r, p, nil
}

// Close ends the process behind the runtime.
func (r *Runtime) Close() error {
	os.RemoveAll(r.folder)
	return r.process.close()
}

// Network implements unclip.Runtime.
func (r *Runtime) Network(_ context.Context, b unclip.Blueprint) (unclip.Network, error) {
	n := r.loaded[b.Stage]
	if n != nil && n.key == b.Key {
		return n, nil
	}
	if n != nil {
		if err := n.drop(); err != nil {
			return nil, err
		}
	}
	n, err := r.load(b)
	if err != nil {
		return nil, fmt.Errorf("session: loading %s: %w", b.Stage, err)
	}
	r.loaded[b.Stage] = n
	return n, nil
}

// Use makes networks that are loaded from now on take their weights from
// another source, and forgets those of a stage.
func (r *Runtime) Use(source export.Source, stage string) error {
	r.source = source
	n := r.loaded[stage]
	if n == nil {
		return nil
	}
	delete(r.loaded, stage)
	return n.drop()
}

// load writes both passes of a network and has them read.
func (r *Runtime) load(b unclip.Blueprint) (*network, error) {
	g, err := b.Build(b.Rows)
	if err != nil {
		return nil, err
	}
	r.count++
	n := &network{process: r.process, number: r.count, key: b.Key}
	for name, pass := range map[string]export.Pass{"prompt": export.Prompt, "step": export.Step} {
		if err := r.pass(n, name, g, pass); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// pass loads one pass, unless nothing belongs to it.
func (r *Runtime) pass(n *network, name string, g *graph.Graph, pass export.Pass) error {
	m, err := export.Model(name, g, r.source, export.Options{Pass: pass, Contrib: true})
	if err != nil || len(m.Graph.Outputs) == 0 {
		return err
	}
	data, err := m.Encode()
	if err != nil {
		return err
	}
	path := filepath.Join(r.folder, name+".onnx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	return n.ask(request{Do: "load", Pass: name, Path: path}, nil)
}
