// Package soft is the pure-Go device: it runs plans with the reference kernels.
// It is the oracle that every other device is measured against, and what
// native tests run whole pipelines on.
package soft

import (
	"context"
	"fmt"
	"sync/atomic"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
	"unclip/wgsl/ref"
)

// Device runs plans in Go memory.
type Device struct {
	kernels map[string]ref.Kernel
	live    atomic.Int64
	closed  atomic.Bool
	lost    chan struct{}
}

// Open returns a device.
func Open() *Device { return &Device{kernels: ref.Table(), lost: make(chan struct{})} }

// Info describes the device as a fallback adapter with the limits that every
// WebGPU adapter has.
func (d *Device) Info() gpu.Info {
	return gpu.Info{Vendor: "unclip", Architecture: "soft", Description: "reference kernels in Go", Fallback: true,
		Features:       []string{string(wgsl.Half), string(wgsl.Subgroups)},
		MaxBufferBytes: 256 << 20, MaxBindingBytes: 128 << 20}
}

// Compile checks that every kernel of the plan has a reference.
func (d *Device) Compile(ctx context.Context, p *plan.Plan, progress func(done, total int)) error {
	if d.closed.Load() {
		return fmt.Errorf("soft: the device was closed; open another")
	}
	vs := p.Variants()
	for i, v := range vs {
		if d.kernels[v.Kernel] == nil {
			return fmt.Errorf("soft: no reference for kernel %q; add it to package ref", v.Kernel)
		}
		if progress != nil {
			progress(i+1, len(vs))
		}
	}
	return ctx.Err()
}

// Load allocates the plan's buffers, zeroed.
func (d *Device) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	if err := d.Compile(ctx, p, nil); err != nil {
		return nil, err
	}
	if err := d.Info().Check(p); err != nil {
		return nil, err
	}
	g := &program{device: d, plan: p}
	for _, b := range p.Buffers {
		g.buffers = append(g.buffers, make(ref.Words, tensor.Pad(b.Bytes, 16)/4))
		g.bytes += b.Bytes
	}
	d.live.Add(int64(g.bytes))
	return g, nil
}

// Lost is never closed: Go memory does not go away.
func (d *Device) Lost() <-chan struct{} { return d.lost }

// LiveBytes counts buffers not yet released.
func (d *Device) LiveBytes() int { return int(d.live.Load()) }

// Close ends all work; programs release their own buffers.
func (d *Device) Close() { d.closed.Store(true) }

type program struct {
	device  *Device
	plan    *plan.Plan
	buffers []ref.Words
	bytes   int
}

func (g *program) RunPrompt(ctx context.Context) error { return g.run(ctx, g.plan.Prompt) }

func (g *program) RunStep(ctx context.Context) error { return g.run(ctx, g.plan.Step) }

func (g *program) run(ctx context.Context, dispatches []plan.Dispatch) error {
	if err := g.usable(); err != nil {
		return err
	}
	for i := range dispatches {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.dispatch(&dispatches[i])
	}
	return nil
}

// usable refuses what comes behind a Release or a Close.
func (g *program) usable() error {
	if g.buffers == nil || g.device.closed.Load() {
		return fmt.Errorf("soft: program was released or its device closed; load the plan again")
	}
	return nil
}

func (g *program) dispatch(d *plan.Dispatch) {
	args := make([]ref.Words, len(d.Bindings))
	for i, b := range d.Bindings {
		if b.Bytes > 0 {
			args[i] = g.words(b)
		}
	}
	g.device.kernels[d.Variant.Kernel](d.Variant, d.Params, args)
}

func (g *program) words(b plan.Binding) ref.Words {
	return g.buffers[b.Buffer][b.Offset/4 : (b.Offset+b.Bytes+3)/4]
}

// Release frees the buffers; a second call does nothing.
func (g *program) Release() {
	g.device.live.Add(int64(-g.bytes))
	g.buffers, g.bytes = nil, 0
}

var _ gpu.Device = (*Device)(nil)
