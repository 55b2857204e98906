// Package engine drives generation: it installs a model, lends the pipeline
// networks on a device, and answers the page's messages. It runs in a Worker.
package engine

import (
	"context"
	"fmt"
	"sync"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Shards gives the verified bytes of a model's shards.
type Shards interface {
	// Shard returns the content of a shard; the handle may be dropped after use.
	Shard(ctx context.Context, s weights.Shard) (gpu.Bytes, error)
}

// Runtime lends networks of one model on one device. It keeps the last network
// of every stage, so that a second picture uploads nothing.
type Runtime struct {
	device   gpu.Device
	manifest *weights.Manifest
	shards   Shards
	compiled func(stage string, done, total int)

	mu     sync.Mutex
	loaded map[string]network // by stage
}

type network struct {
	gpu.Program
	key  string
	plan *plan.Plan
}

// NewRuntime returns a runtime; compiled (or nil) hears of shader compilation.
func NewRuntime(d gpu.Device, m *weights.Manifest, s Shards, compiled func(stage string, done, total int)) *Runtime {
	return &Runtime{device: d, manifest: m, shards: s, compiled: compiled, loaded: map[string]network{}}
}

// Network implements unclip.Runtime.
func (r *Runtime) Network(ctx context.Context, b unclip.Blueprint) (unclip.Network, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n, ok := r.loaded[b.Stage]; ok && n.key == b.Key {
		return n, nil
	}
	n, err := r.load(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("engine: loading %s: %w", b.Stage, err)
	}
	r.release(b.Stage)
	r.loaded[b.Stage] = n
	return n, nil
}

// load builds, compiles and fills a network.
func (r *Runtime) load(ctx context.Context, b unclip.Blueprint) (network, error) {
	g, err := b.Build(b.Rows)
	if err != nil {
		return network{}, err
	}
	found, err := weights.Bind(r.manifest, wants(g, b.Stage), b.Stage)
	if err != nil {
		return network{}, err
	}
	p, err := plan.Build(g, plan.FormatsOf(r.manifest), plan.Options{})
	if err != nil {
		return network{}, err
	}
	if err := r.device.Compile(ctx, p, func(done, total int) { r.report(b.Stage, done, total) }); err != nil {
		return network{}, err
	}
	program, err := r.device.Load(ctx, p)
	if err != nil {
		return network{}, err
	}
	if err := r.fill(ctx, program, p, found); err != nil {
		program.Release()
		return network{}, err
	}
	return network{program, b.Key, p}, nil
}

// wants adds to a graph's weights those that only the host reads.
func wants(g *graph.Graph, stage string) []weights.Want {
	list := plan.Wants(g)
	if stage == "image" {
		list = append(list, weights.Want{Name: "clip.logit_scale", Kind: weights.Vector, Shape: []int{1}})
	}
	return list
}

func (r *Runtime) report(stage string, done, total int) {
	if r.compiled != nil {
		r.compiled(stage, done, total)
	}
}

// fill uploads the weights shard by shard, so that one shard at a time is held.
func (r *Runtime) fill(ctx context.Context, program gpu.Program, p *plan.Plan, found []weights.Location) error {
	at := map[string]plan.Weight{}
	for _, w := range p.Weights {
		at[w.Name] = w
	}
	for i, shard := range r.manifest.Shards {
		var data gpu.Bytes
		for _, c := range copies(found, at, i) {
			if data == nil {
				var err error
				if data, err = r.shards.Shard(ctx, shard); err != nil {
					return err
				}
			}
			if err := program.Upload(ctx, c.to, data, int(c.from.Offset), int(c.from.Bytes)); err != nil {
				return err
			}
		}
	}
	return nil
}

// transfer is one span of a shard and the place it goes to.
type transfer struct {
	from weights.Span
	to   plan.Binding
}

func copies(found []weights.Location, at map[string]plan.Weight, shard int) []transfer {
	var list []transfer
	for _, l := range found {
		w, used := at[l.Name]
		if !used {
			continue
		}
		to := w.Data
		for _, s := range l.Data {
			if s.Shard == shard {
				list = append(list, transfer{s, to})
			}
			to.Offset += int(s.Bytes)
			to.Bytes -= int(s.Bytes)
		}
		if l.Scale.Bytes > 0 && l.Scale.Shard == shard {
			list = append(list, transfer{l.Scale, w.Scale})
		}
	}
	return list
}

func (r *Runtime) release(stage string) {
	if n, ok := r.loaded[stage]; ok {
		n.Release()
		delete(r.loaded, stage)
	}
}

// Release frees all networks.
func (r *Runtime) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for stage := range r.loaded {
		r.release(stage)
	}
}

// Bytes sums the device memory of the loaded networks by use.
func (r *Runtime) Bytes() map[plan.Memory]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	sum := map[plan.Memory]int{}
	for _, n := range r.loaded {
		for m, b := range n.plan.Bytes() {
			sum[m] += b
		}
	}
	return sum
}
