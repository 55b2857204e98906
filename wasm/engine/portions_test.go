package engine_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl/plan"
)

// hurried is a GPU with a time for every dispatch, that is lost to a submission
// which takes longer than the system allows.
type hurried struct {
	gpu.Device
	dispatch, allowed time.Duration
	cpu               bool
	tally             *submissions
}

// submissions is what hurried devices saw.
type submissions struct {
	longest    time.Duration // of those that were not lost, from the fourth step of a network on
	split      int
	lost, runs int
}

func (h *hurried) Info() gpu.Info {
	return gpu.Info{Vendor: "test", Fallback: h.cpu, MaxBufferBytes: 1 << 30, MaxBindingBytes: 1 << 30}
}

func (h *hurried) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	program, err := h.Device.Load(ctx, p)
	return &hurriedProgram{Program: program, device: h, plan: p}, err
}

type hurriedProgram struct {
	gpu.Program
	device *hurried
	plan   *plan.Plan
	most   int
	steps  int
	queue  time.Duration // until all that was submitted is done
}

func (p *hurriedProgram) Split(most int) { p.most = most }

func (p *hurriedProgram) RunPrompt(ctx context.Context) error {
	return p.submit(ctx, len(p.plan.Prompt), p.Program.RunPrompt)
}

func (p *hurriedProgram) RunStep(ctx context.Context) error {
	p.steps++
	return p.submit(ctx, len(p.plan.Step), p.Program.RunStep)
}

func (p *hurriedProgram) submit(ctx context.Context, dispatches int, run func(context.Context) error) error {
	d, t := p.device, p.device.tally
	t.runs++
	one := dispatches
	if p.most > 0 && p.most < dispatches {
		one = p.most
		t.split++
	}
	if took := time.Duration(one) * d.dispatch; took > d.allowed {
		t.lost++
		return fmt.Errorf("test: a submission of %v: %w", took, gpu.ErrLost)
	} else if p.steps > 3 {
		t.longest = max(t.longest, took)
	}
	p.queue += time.Duration(dispatches) * d.dispatch
	return run(ctx)
}

func (p *hurriedProgram) Read(ctx context.Context, name string) ([]float32, error) {
	time.Sleep(p.queue)
	p.queue = 0
	return p.Program.Read(ctx, name)
}

// A pass that would be taken for a hang is submitted in portions, and only such a
// pass; the picture is the same.
func TestLongPassesAreSplit(t *testing.T) {
	pictures := map[bool][]float32{} // by class of adapter, which have kernels of their own
	for _, c := range []struct {
		name     string
		dispatch time.Duration // the decoder has some 150 a step
		cpu      bool
		lost     int  // at most
		split    bool // some passes
		longest  time.Duration
	}{
		{"a fast GPU", 100 * time.Microsecond, false, 0, false, 250 * time.Millisecond},
		{"a slow GPU", 5 * time.Millisecond, false, 0, true, 250 * time.Millisecond},
		{"a GPU too slow for its system", 40 * time.Millisecond, false, 2, true, 250 * time.Millisecond},
		{"a CPU", 3 * time.Millisecond, true, 0, false, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tally submissions
				b := newBench(t, func() *faulty.Device {
					return faulty.New(&hurried{Device: soft.Open(), dispatch: c.dispatch, allowed: 2 * time.Second, cpu: c.cpu, tally: &tally})
				})
				defer b.close()
				if pictures[c.cpu] == nil { // of whole passes
					x0, err := b.draw()
					if err != nil || tally.split > 0 {
						t.Fatalf("%v, %d passes split", err, tally.split)
					}
					pictures[c.cpu] = x0
				}
				for range 3 {
					b.want(c.name, pictures[c.cpu])
				}
				if tally.lost > c.lost || tally.longest > c.longest || (tally.split > 0) != c.split {
					t.Errorf("%d devices were lost, %d of %d passes split, the longest submission took %v", tally.lost, tally.split, tally.runs, tally.longest)
				}
			})
		})
	}
}
