package plan_test

import (
	"testing"

	"unclip/models/graph"
	"unclip/models/nn"
	"unclip/wgsl/plan"
)

// TestMomentsHaveRoom: a batch of more pictures than these have rows needs as
// many moments as it has pictures.
func TestMomentsHaveRoom(t *testing.T) {
	const batch, groups = 5, 4
	p := build(t, func() (*graph.Graph, error) {
		b := graph.New()
		x := b.Input("x", graph.Step, batch, 1, 3, 16)
		b.Output("y", nn.GroupNorm(b, "norm", x, graph.None, groups))
		return b.Graph()
	})
	found := false
	for _, d := range p.Step {
		if d.Variant.Kernel != "groupnorm_partial" {
			continue
		}
		found = true
		chunks := int(d.Params[5])
		if room := d.Bindings[len(d.Bindings)-1].Bytes; room < 4*2*batch*groups*chunks {
			t.Errorf("%d bytes for the moments of %d pictures, %d groups and %d chunks", room, batch, groups, chunks)
		}
	}
	if !found {
		t.Errorf("no moments are taken: %v", p.Step)
	}
}

func TestUnknownPorts(t *testing.T) {
	p := build(t, graphs[0].build)
	for _, find := range []func(string) (plan.Port, bool){p.Input, p.Output} {
		if port, ok := find("nothing"); ok {
			t.Errorf("a port that the plan does not have: %+v", port)
		}
	}
}
