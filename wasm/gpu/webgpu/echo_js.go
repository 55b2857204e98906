package webgpu

import (
	"context"
	"sync/atomic"
	"syscall/js"

	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// echoes are staging buffers for the outputs of the Step pass. Each submission
// of the pass copies the outputs into them, so that Read needs none of its own.
type echoes struct {
	memory *memory // nil when there are none
	at     map[string]int
	copies any         // for glue.js
	stale  atomic.Bool // something ran since that did not copy

	replayed js.Value // promise of the last pass that did
}

var noCopies any = []any{}

// of is the buffer to map for an output, if it holds its value.
func (e *echoes) of(name string) (js.Value, bool) {
	i, ok := e.at[name]
	if !ok || e.stale.Load() {
		return js.Undefined(), false
	}
	return e.memory.buffers[i], true
}

func (e *echoes) release() {
	if e.memory != nil {
		e.memory.release()
	}
	e.memory, e.at, e.copies = nil, nil, noCopies
}

// echo makes the echoes of a program.
func (g *program) echo(ctx context.Context) error {
	g.echoes.copies = noCopies
	g.echoes.stale.Store(true)
	ports := written(g.plan)
	if len(ports) == 0 {
		return nil
	}
	sizes, usages := make([]int, len(ports)), make([]int, len(ports))
	for i, p := range ports {
		sizes[i], usages[i] = p.Shape.Bytes(), mapRead|copyDst
	}
	m, err := g.device.allocate(ctx, "echo", sizes, usages)
	if err != nil {
		return err
	}
	g.echoes.memory, g.echoes.at = m, map[string]int{}
	copies := make([]any, len(ports))
	for i, p := range ports {
		g.echoes.at[p.Name] = i
		copies[i] = map[string]any{"buffer": g.memory.buffers[p.Binding.Buffer], "offset": p.Binding.Offset, "size": sizes[i], "staging": m.buffers[i]}
	}
	g.echoes.copies = js.ValueOf(copies)
	return nil
}

// written lists the outputs that only dispatches of the Step pass write: the
// host cannot change them behind an echo.
func written(p *plan.Plan) (list []plan.Port) {
	by := map[int]bool{}
	for _, d := range p.Step {
		for i, b := range d.Bindings {
			if wgsl.Specs()[d.Variant.Kernel].Bindings[i].Access == wgsl.ReadWrite {
				by[b.Buffer] = true
			}
		}
	}
	for _, in := range p.Inputs {
		delete(by, in.Binding.Buffer)
	}
	for _, out := range p.Outputs {
		if by[out.Binding.Buffer] {
			list = append(list, out)
		}
	}
	return list
}
