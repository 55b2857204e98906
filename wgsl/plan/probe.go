package plan

import (
	"fmt"

	"unclip/models/graph"
)

// Probe is a plan whose Step pass is one task, computed after one recipe; its
// small output "done" is there to be waited for.
func Probe(a Adapter, t Task, r Recipe) (*Plan, error) {
	b := graph.New()
	b.Output("y", t.node(b))
	b.Output("done", b.Act(b.Input("tick", graph.Step, 1, 4), graph.SiLU))
	g, err := b.Graph()
	if err != nil {
		return nil, fmt.Errorf("plan: probe of %s: %w", t, err)
	}
	stored := func(string) (Format, bool) { return Format{Element: t.Element, Group: 32}, true }
	return Build(g, stored, Options{Adapter: a, Tuned: Tuned{t.String(): r}})
}

// node computes the task on inputs of its sizes.
func (t Task) node(b *graph.Builder) graph.Value {
	switch c := t.Conv; t.Op {
	case Conv:
		bias := graph.None
		if c.Bias {
			bias = b.Weight("bias", graph.Vector, c.OC)
		}
		h, w := (c.H-1)*c.Stride+c.KH-2*c.Pad, (c.W-1)*c.Stride+c.KW-2*c.Pad
		return b.Conv("conv", b.Input("x", graph.Step, c.Batch, h, w, c.IC), b.Weight("w", graph.Filter, c.KH, c.KW, c.IC, c.OC), bias, c.Stride, c.Pad)
	case Attention:
		q := b.Input("q", graph.Step, t.Batch, t.M, t.N)
		k, v := b.Input("k", graph.Step, t.Batch, t.K, t.N), b.Input("v", graph.Step, t.Batch, t.K, t.N)
		return b.Attention("attention", q, []graph.Value{k}, []graph.Value{v}, graph.None, 1, false, 0)
	}
	return b.Linear("linear", b.Input("x", graph.Step, t.M, t.K), b.Weight("w", graph.Matrix, t.K, t.N), graph.None)
}
