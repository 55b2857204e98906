package webgpu

import (
	"context"
	"slices"
	"time"

	"unclip/wasm/gpu"
)

// Profile runs the Step pass once, timing each dispatch by itself; dispatches
// that would overlap no longer do.
func Profile(ctx context.Context, p gpu.Program) ([]Timing, error) {
	g, ok := p.(*program)
	if !ok || !slices.Contains(g.device.info.Features, "timestamp-query") {
		return nil, untimed(p)
	}
	if err := g.check(ctx); err != nil {
		return nil, err
	}
	list, err := g.device.await(ctx, g.device.glue.Call("profile", g.device.value, g.step))
	if err != nil {
		return nil, err
	}
	times := make([]Timing, list.Length())
	for i, d := range g.plan.Step {
		times[i] = Timing{d.Label, d.Variant.Kernel, time.Duration(list.Index(i).Float())}
	}
	return times, g.device.check(ctx)
}
