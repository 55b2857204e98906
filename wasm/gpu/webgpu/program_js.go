package webgpu

import (
	"context"
	"errors"
	"sync"
	"syscall/js"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

var errReleased = errors.New("webgpu: the program was released; load the plan again")

type program struct {
	device *device
	plan   *plan.Plan
	memory *memory // the plan's buffers, then the params

	prompt, step js.Value // schedules for glue.js
	perSubmit    int      // see Options

	reading sync.Mutex // held while staging is mapped
	staging *memory    // one buffer to read through, or nil
	echoes  echoes     // of the Step pass's outputs
}

// Load allocates the plan's buffers and records its passes.
func (d *device) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	if err := d.info.Check(p); err != nil {
		return nil, err
	}
	if err := d.Compile(ctx, p, nil); err != nil {
		return nil, err
	}
	r := newRecorder(p)
	sizes, usages := needs(p)
	m, err := d.allocate(ctx, "buffer", append(sizes, len(r.params)), append(usages, uniform|copyDst))
	if err != nil {
		return nil, err
	}
	g := &program{device: d, plan: p, memory: m, perSubmit: d.options.PerSubmit}
	if err := g.record(ctx, r); err != nil {
		g.Release()
		return nil, err
	}
	return g, nil
}

func (g *program) record(ctx context.Context, r *recorder) error {
	params := g.memory.buffers[len(g.plan.Buffers)]
	g.device.copies.write(g.device.queue, params, 0, r.params)
	var err error
	if g.prompt, err = g.pass(ctx, r, g.plan.Prompt); err == nil {
		g.step, err = g.pass(ctx, r, g.plan.Step)
	}
	if err == nil {
		err = g.echo(ctx)
	}
	return err
}

// RunPrompt submits the Prompt pass.
func (g *program) RunPrompt(ctx context.Context) error {
	g.echoes.stale.Store(true)
	_, err := g.run(ctx, g.prompt, noCopies)
	return err
}

// RunStep submits the Step pass, and with it the copies of its outputs that Read
// will map: a step is one submission.
func (g *program) RunStep(ctx context.Context) (err error) {
	if !g.reading.TryLock() { // an echo may be mapped; Read makes a copy of its own
		g.echoes.stale.Store(true)
		_, err = g.run(ctx, g.step, noCopies)
		return err
	}
	defer g.reading.Unlock()
	g.echoes.replayed, err = g.run(ctx, g.step, g.echoes.copies)
	g.echoes.stale.Store(err != nil)
	return err
}

// Split implements gpu.Splitter.
func (g *program) Split(most int) { g.perSubmit = most }

// run returns once the work is submitted; Read waits for it. The promise tells
// when a failure is known.
func (g *program) run(ctx context.Context, schedule js.Value, copies any) (js.Value, error) {
	if err := g.check(ctx); err != nil {
		return js.Undefined(), err
	}
	return g.device.glue.Call("replay", g.device.value, schedule, g.perSubmit, g.device.faults, copies), nil
}

func (g *program) check(ctx context.Context) error {
	if g.memory.buffers == nil {
		return errReleased
	}
	return g.device.check(ctx)
}

// Release frees the plan's buffers, after a Read that is under way; work
// already submitted still completes.
func (g *program) Release() {
	g.reading.Lock()
	defer g.reading.Unlock()
	g.memory.release()
	g.dropStaging()
	g.echoes.release()
	g.prompt, g.step = js.Undefined(), js.Undefined()
}
