// Package engine drives generation: it installs a model, lends the pipeline
// networks on a device, and answers the page's messages. It runs in a Worker.
package engine

import (
	"context"
	"fmt"
	"sync"

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

// Options are what a Runtime can do without.
type Options struct {
	// Reopen opens another device behind one that was lost; without it a loss
	// is the end.
	Reopen func(ctx context.Context) (gpu.Device, error)
	// Fetch brings the weights of a stage onto this device before they are read.
	Fetch func(ctx context.Context, stage string) error
	// Plain computes convolutions directly, to compare with.
	Plain bool
	// Compiled hears of shader compilation that a network waits for.
	Compiled func(done, total int)
	// Tuned gives measured recipes for a network's tasks on a device.
	Tuned func(ctx context.Context, d gpu.Device, tasks []plan.Task) plan.Tuned
}

// Runtime lends networks of one model. It keeps the last network of every
// stage, so that a second picture uploads nothing. A network outlives the
// device that it runs on: see network.
type Runtime struct {
	manifest *weights.Manifest
	shards   Shards
	devices  *devices
	fetch    func(ctx context.Context, stage string) error                         // or nil
	tuned    func(ctx context.Context, d gpu.Device, tasks []plan.Task) plan.Tuned // or nil
	plain    bool                                                                  // see Options

	compilation compilation

	mu     sync.Mutex
	loaded map[string]*network // by stage
}

// NewRuntime returns a runtime on an open device.
func NewRuntime(d gpu.Device, m *weights.Manifest, s Shards, o Options) *Runtime {
	return &Runtime{manifest: m, shards: s, devices: &devices{current: d, open: o.Reopen}, fetch: o.Fetch, tuned: o.Tuned, plain: o.Plain,
		compilation: compilation{report: o.Compiled}, loaded: map[string]*network{}}
}

// Network implements unclip.Runtime.
func (r *Runtime) Network(ctx context.Context, b unclip.Blueprint) (unclip.Network, error) {
	n := r.lend(b)
	if err := n.do(ctx, nil); err != nil {
		return nil, fmt.Errorf("engine: loading %s: %w", b.Stage, err)
	}
	return n, nil
}

// lend finds a network or makes room for one that is still to be loaded.
func (r *Runtime) lend(b unclip.Blueprint) *network {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.loaded[b.Stage]
	if n != nil && n.print.Key == b.Key {
		return n
	}
	b.Rows = max(b.Rows, 1) // a batch that nobody counts is one
	next := &network{runtime: r, print: b, rows: b.Rows}
	if n != nil {
		n.Release()
		next.portion.most = n.portion.most // networks of a stage take much the same time
	}
	r.loaded[b.Stage] = next
	return next
}

// others frees the networks that are not at work, but for one.
func (r *Runtime) others(keep *network) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.loaded {
		if n != keep && n.mu.TryLock() {
			n.drop()
			n.mu.Unlock()
		}
	}
}

// Release frees all networks.
func (r *Runtime) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for stage, n := range r.loaded {
		n.Release()
		delete(r.loaded, stage)
	}
}

// Bytes sums the device memory of the loaded networks by use.
func (r *Runtime) Bytes() map[plan.Memory]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	sum := map[plan.Memory]int{}
	for _, n := range r.loaded {
		if p := n.plan.Load(); p != nil {
			for m, b := range p.Bytes() {
				sum[m] += b
			}
		}
	}
	return sum
}
