package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"unclip/models/unclip"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// network is a stage's graph on whatever device there is. It remembers what it
// was told, so that behind a lost device it comes back on the next one in the
// same state, and where memory is short it computes fewer rows at a time. The
// pipeline above notices neither, but for the time it takes.
type network struct {
	runtime *Runtime
	print   unclip.Blueprint
	plan    atomic.Pointer[plan.Plan] // of what is loaded, or nil

	mu      sync.Mutex // held for every call
	history history
	rows    int  // computed at a time
	lean    bool // plain convolutions, without room for transformed filters
	drawn   []sheet
	live    program
	on      int // number of the device that live is on
	watch   watchdog
	portion portions
}

// program is a gpu.Program as far as a loaded network needs it.
type program interface {
	unclip.Network
	Release()
}

// Write remembers the rows and sets the input, unless the device is gone: then
// the next pass, which can wait for another, sets it.
func (n *network) Write(name string, rows []float32) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	keep(&n.history, name, rows)
	return n.set(func(p program) error { return p.Write(name, rows) })
}

// WriteIDs is Write for an index input.
func (n *network) WriteIDs(name string, ids []int32) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	keep(&n.history, name, ids)
	return n.set(func(p program) error { return p.WriteIDs(name, ids) })
}

func (n *network) set(write func(program) error) error {
	if n.live == nil {
		return nil
	}
	err := write(n.live)
	if errors.Is(err, gpu.ErrLost) || errors.Is(err, gpu.ErrMemory) || err != nil && !n.runtime.devices.is(n.on) {
		n.drop()
		return nil
	}
	return err
}

// RunPrompt runs the Prompt pass.
func (n *network) RunPrompt(ctx context.Context) error {
	return n.do(ctx, func() error {
		err := n.prompt(ctx)
		if err == nil {
			n.history.prompted()
		}
		return err
	})
}

// RunStep runs the Step pass.
func (n *network) RunStep(ctx context.Context) error {
	return n.do(ctx, func() error {
		err := n.step(ctx)
		if err == nil {
			n.history.stepped()
		}
		return err
	})
}

func (n *network) prompt(ctx context.Context) error {
	n.submit(len(n.plan.Load().Prompt))
	return n.watch.guard(ctx, "prompt", n.live.RunPrompt)
}

func (n *network) step(ctx context.Context) error {
	n.submit(len(n.plan.Load().Step))
	return n.watch.guard(ctx, "step", n.live.RunStep)
}

// submit is for a pass that comes; a batch in parts takes it once for each.
func (n *network) submit(dispatches int) {
	split(n.live, n.portion.most)
	n.portion.submit(dispatches * n.print.Rows / n.rows)
}

// longest is what a submission may take on the adapter.
func (n *network) longest() time.Duration {
	if n.watch.slow {
		return longestCPU
	}
	return longest
}

// Read waits for an output.
func (n *network) Read(ctx context.Context, name string) (rows []float32, err error) {
	err = n.do(ctx, func() error {
		return n.watch.guard(ctx, "read "+name, func(ctx context.Context) error {
			if rows, err = n.live.Read(ctx, name); err == nil {
				n.portion.finish(n.longest())
			}
			return err
		})
	})
	if err == nil {
		n.runtime.devices.worked()
	}
	return rows, err
}

// do makes sure that the network is loaded and runs f, if any; both again on
// another device where this one is lost, or with less where memory is short.
func (n *network) do(ctx context.Context, f func() error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for short := 0; ; short++ {
		err := n.runtime.devices.surviving(ctx, func(d gpu.Device, number int) error {
			err := n.ready(ctx, d, number)
			if err == nil && f != nil {
				err = f()
			}
			if errors.Is(err, gpu.ErrLost) {
				n.portion.lose()
			}
			return err
		})
		if errors.Is(err, gpu.ErrLost) {
			n.drop()
		}
		if !errors.Is(err, gpu.ErrMemory) || !n.shrink(short) {
			return err
		}
	}
}

// ready loads the network onto the device, unless it is there, and brings it
// to where it was.
func (n *network) ready(ctx context.Context, d gpu.Device, number int) error {
	if n.live != nil && n.on == number {
		return nil
	}
	n.drop()
	live, err := n.load(ctx, d, number)
	if err != nil {
		return err
	}
	n.live, n.on = live, number
	if err := n.replay(ctx); err != nil {
		n.drop()
		return err
	}
	return nil
}

func (n *network) replay(ctx context.Context) error {
	h := &n.history
	n.portion.of = 0 // what was submitted is gone
	if h.prompt != nil {
		if err := errors.Join(h.prompt.write(n.live), n.prompt(ctx)); err != nil {
			return err
		}
	}
	if h.step != nil {
		if err := errors.Join(h.step.write(n.live), n.step(ctx)); err != nil {
			return err
		}
	}
	return h.now.write(n.live)
}

// shrink makes room behind a shortage of memory, and tells whether it could: at
// first the other stages go, then the filters that convolutions keep transformed,
// then the rows of the batch are computed in parts.
func (n *network) shrink(shortages int) bool {
	n.drop()
	if shortages == 0 {
		n.runtime.others(n)
		return true
	}
	switch {
	case !n.lean:
		n.lean = true
	case n.print.Part != nil && n.rows > 1:
		n.rows = half(n.rows)
	default:
		n.rows, n.lean = n.print.Rows, false // for another time, when there may be more
		return false
	}
	return true
}

// half is the largest divisor of n that is at most half of it.
func half(n int) int {
	h := n / 2
	for n%h != 0 {
		h--
	}
	return h
}

// drop frees what is on the device.
func (n *network) drop() {
	if n.live != nil {
		n.live.Release()
	}
	n.live = nil
	n.plan.Store(nil)
}

// Release frees what is on the device, after a call that is under way.
func (n *network) Release() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.drop()
}

// load fetches, builds, compiles and fills the network.
func (n *network) load(ctx context.Context, d gpu.Device, number int) (program, error) {
	if fetch := n.runtime.fetch; fetch != nil {
		if err := fetch(ctx, n.print.Stage); err != nil {
			return nil, fmt.Errorf("weights: %w", err)
		}
	}
	n.watch = watchdog{slow: d.Info().Fallback, alarms: n.runtime.devices.alarms}
	drawn, err := n.draw(ctx, d, n.rows)
	if err != nil {
		return nil, err
	}
	p := drawn.plan
	err = n.watch.guard(ctx, "", func(ctx context.Context) error { return n.runtime.compilation.wait(ctx, d, number, p) })
	if err != nil {
		return nil, err
	}
	program, err := n.fill(ctx, d, drawn)
	if err != nil {
		return nil, err
	}
	n.plan.Store(p)
	if n.rows == n.print.Rows {
		return program, nil
	}
	whole, err := n.draw(ctx, d, n.print.Rows)
	if err != nil {
		program.Release()
		return nil, err
	}
	return &parts{Program: program, told: &n.history, print: &n.print, rows: n.rows, part: p, whole: whole.plan}, nil
}

// fill puts a plan with its weights on a device.
func (n *network) fill(ctx context.Context, d gpu.Device, s sheet) (gpu.Program, error) {
	var program gpu.Program
	err := n.watch.guard(ctx, "", func(ctx context.Context) (err error) {
		program, err = d.Load(ctx, s.plan)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := n.upload(ctx, program, s.plan, s.found); err != nil {
		program.Release()
		return nil, fmt.Errorf("weights: %w", err)
	}
	return program, nil
}
