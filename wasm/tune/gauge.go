package tune

import (
	"context"
	"slices"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
	"unclip/wgsl/plan"
)

// batch is how many passes make one measurement: enough to outweigh the wait for
// the last, or the rounding of timestamps.
const batch = 8

// Stopwatch measures on a device: by its own timestamps where it has them, else
// by the clock, from a batch of passes to the moment they are done.
type Stopwatch struct {
	Device gpu.Device
	Now    func() time.Time
}

// Measure loads the plan, runs it and frees it again.
func (s Stopwatch) Measure(ctx context.Context, p *plan.Plan) (time.Duration, error) {
	program, err := s.Device.Load(ctx, p)
	if err != nil {
		return 0, err
	}
	defer program.Release()
	if err := program.RunPrompt(ctx); err != nil {
		return 0, err
	}
	if err := s.wait(ctx, program, 1); err != nil { // first runs are slow
		return 0, err
	}
	if slices.Contains(s.Device.Info().Features, "timestamp-query") {
		return stamped(ctx, program)
	}
	start := s.Now()
	err = s.wait(ctx, program, batch)
	return s.Now().Sub(start) / batch, err
}

// wait runs some passes and returns when they are done.
func (s Stopwatch) wait(ctx context.Context, program gpu.Program, passes int) error {
	for range passes {
		if err := program.RunStep(ctx); err != nil {
			return err
		}
	}
	_, err := program.Read(ctx, "done")
	return err
}

// stamped is the mean of the device's own times of some passes, since browsers
// round each to 100 µs.
func stamped(ctx context.Context, program gpu.Program) (time.Duration, error) {
	var sum time.Duration
	for range batch {
		times, err := webgpu.Profile(ctx, program)
		if err != nil {
			return 0, err
		}
		for _, t := range times {
			sum += t.Duration
		}
	}
	return sum / batch, nil
}
