package engine

import (
	"context"
	"fmt"

	"unclip/models/graph"
	"unclip/models/weights"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// sheet is a network's plan for some rows on a device, with the places of its
// weights. It is kept, so that behind a lost device the same kernels run as
// before, even if more has been learned about them since: a picture is the same
// to the bit only then.
type sheet struct {
	rows    int
	lean    bool
	adapter string
	plan    *plan.Plan
	found   []weights.Location
}

// draw makes or finds the sheet for some rows on a device.
func (n *network) draw(ctx context.Context, d gpu.Device, rows int) (sheet, error) {
	s := sheet{rows: rows, lean: n.lean, adapter: fmt.Sprint(d.Info())}
	for _, have := range n.drawn {
		if have.rows == rows && have.lean == s.lean && have.adapter == s.adapter {
			return have, nil
		}
	}
	g, err := n.print.Build(rows)
	if err != nil {
		return s, err
	}
	if s.found, err = weights.Bind(n.runtime.manifest, Wants(g, n.print.Stage), n.print.Stage); err != nil {
		return s, err
	}
	if s.plan, err = n.schedule(ctx, g, d); err == nil {
		n.drawn = append(n.drawn, s)
	}
	return s, err
}

// schedule plans a graph with the recipes that suit the device best, or with
// those that take least memory.
func (n *network) schedule(ctx context.Context, g *graph.Graph, d gpu.Device) (*plan.Plan, error) {
	formats, o := plan.FormatsOf(n.runtime.manifest), plan.Options{Adapter: d.Info().Adapter()}
	if n.lean || n.runtime.plain {
		o.Conv = func(plan.Convolution, bool) plan.Algorithm { return plan.Direct }
		return plan.Build(g, formats, o)
	}
	p, err := plan.Build(g, formats, o)
	if err != nil || n.runtime.tuned == nil {
		return p, err
	}
	err = n.watch.guard(ctx, "", func(ctx context.Context) error {
		o.Tuned = n.runtime.tuned(ctx, d, p.Tasks)
		return context.Cause(ctx)
	})
	if err != nil || len(o.Tuned) == 0 {
		return p, err
	}
	return plan.Build(g, formats, o)
}
