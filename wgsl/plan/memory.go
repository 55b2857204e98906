package plan

import (
	"sort"

	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
)

// align is WebGPU's default alignment of storage and uniform offsets.
const align = 256

// arenaBytes bounds one weight buffer, well under the default 128 MiB binding.
const arenaBytes = 64 << 20

// finish orders the calls, assigns buffers and emits the plan.
func (l *lowering) finish() (*Plan, error) {
	sort.SliceStable(l.calls, func(i, j int) bool { return l.calls[i].rate < l.calls[j].rate })
	a := &allocator{l: l, plan: &Plan{Buffers: []Buffer{{Zero, align}}, Tasks: l.tasks},
		home: map[graph.Value]int{}, weights: map[string]Weight{}}
	a.placeWeights()
	a.placePorts()
	a.placeValues()
	return a.plan, a.dispatches()
}

// allocator maps operands to buffers. Scratch values get whole buffers of
// their own, since WebGPU forbids reading and writing one buffer in one dispatch.
type allocator struct {
	l       *lowering
	plan    *Plan
	home    map[graph.Value]int // value → buffer
	weights map[string]Weight
	free    []int // scratch buffers not in use
}

func (a *allocator) buffer(m Memory, bytes int) int {
	a.plan.Buffers = append(a.plan.Buffers, Buffer{m, tensor.Pad(bytes, align)})
	return len(a.plan.Buffers) - 1
}

func (a *allocator) placeWeights() {
	arena := -1
	place := func(bytes int) Binding {
		if bytes == 0 {
			return Binding{}
		}
		if arena < 0 || a.plan.Buffers[arena].Bytes+bytes > arenaBytes {
			arena = a.buffer(Weights, 0)
		}
		b := Binding{arena, a.plan.Buffers[arena].Bytes, bytes}
		a.plan.Buffers[arena].Bytes += tensor.Pad(bytes, align)
		return b
	}
	for _, w := range a.l.weights {
		out := Weight{Name: w.name, Element: w.format.Element, Data: place(w.bytes), Scale: place(w.scale)}
		a.plan.Weights = append(a.plan.Weights, out)
		a.weights[w.name] = out
	}
}

// placePorts gives inputs and outputs buffers of their own.
func (a *allocator) placePorts() {
	g := a.l.g
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Op == graph.OpInput || n.Op == graph.OpIDs {
			b := a.buffer(Input, n.Shape.Bytes())
			a.home[graph.Value(i)] = b
			a.plan.Inputs = append(a.plan.Inputs, Port{n.Name, n.Shape, Binding{b, 0, n.Shape.Bytes()}})
		}
	}
	for _, o := range g.Outputs {
		v, s := a.l.val(o.Value).value, g.Node(o.Value).Shape
		if _, ok := a.home[v]; !ok {
			a.home[v] = a.buffer(Output, s.Bytes())
		}
		a.plan.Outputs = append(a.plan.Outputs, Port{o.Name, s, Binding{a.home[v], 0, s.Bytes()}})
	}
}

// span is the range of calls in which a value is alive.
type span struct {
	value       graph.Value
	first, last int
	kept        bool // crosses from the Prompt pass to Step passes
}

func (a *allocator) spans() []span {
	at := map[graph.Value]int{}
	var list []span
	for i, c := range a.l.calls {
		for _, o := range c.args {
			if o.kind != ofValue {
				continue
			}
			k, seen := at[o.value]
			if !seen {
				k = len(list)
				at[o.value] = k
				list = append(list, span{value: o.value, first: i})
			}
			list[k].last = i
			list[k].kept = a.l.calls[list[k].first].rate != c.rate
		}
	}
	return list
}

// placeValues walks the calls in order and reuses scratch buffers whose
// values are dead.
func (a *allocator) placeValues() {
	ends := map[int][]int{} // call → buffers that become free behind it
	byFirst := map[int][]span{}
	for _, s := range a.spans() {
		byFirst[s.first] = append(byFirst[s.first], s)
	}
	for i := range a.l.calls {
		for _, s := range byFirst[i] {
			if _, placed := a.home[s.value]; placed {
				continue
			}
			if bytes := a.bytes(s.value); s.kept {
				a.home[s.value] = a.buffer(Kept, bytes)
			} else {
				b := a.scratch(bytes)
				a.home[s.value] = b
				ends[s.last] = append(ends[s.last], b)
			}
		}
		a.free = append(a.free, ends[i]...)
	}
}

// scratch takes the smallest free buffer that fits, or grows the largest.
func (a *allocator) scratch(bytes int) int {
	best := -1
	for i, b := range a.free {
		if best < 0 || a.better(b, a.free[best], bytes) {
			best = i
		}
	}
	if best < 0 {
		return a.buffer(Scratch, bytes)
	}
	b := a.free[best]
	a.free = append(a.free[:best], a.free[best+1:]...)
	a.plan.Buffers[b].Bytes = max(a.plan.Buffers[b].Bytes, tensor.Pad(bytes, align))
	return b
}

// better prefers fitting over not, then the smaller waste or growth.
func (a *allocator) better(x, y, bytes int) bool {
	bx, by := a.plan.Buffers[x].Bytes, a.plan.Buffers[y].Bytes
	if (bx >= bytes) != (by >= bytes) {
		return bx >= bytes
	}
	if bx >= bytes {
		return bx < by
	}
	return bx > by
}

func (a *allocator) bytes(v graph.Value) int {
	if t := int(v) - len(a.l.g.Nodes); t >= 0 {
		return a.l.temps[t]
	}
	return a.l.g.Node(v).Shape.Bytes()
}

func (a *allocator) dispatches() error {
	for _, c := range a.l.calls {
		n, err := wgsl.Invocations(c.variant, c.params)
		if err != nil {
			return err
		}
		d := Dispatch{Variant: c.variant, Params: c.params, Groups: wgsl.Grid(n), Label: c.label}
		for _, o := range c.args {
			d.Bindings = append(d.Bindings, a.bind(o))
		}
		if c.rate == graph.Prompt {
			a.plan.Prompt = append(a.plan.Prompt, d)
		} else {
			a.plan.Step = append(a.plan.Step, d)
		}
	}
	return nil
}

func (a *allocator) bind(o operand) Binding {
	switch o.kind {
	case ofData:
		return a.weights[o.name].Data
	case ofScale:
		return a.weights[o.name].Scale
	case ofValue:
		return Binding{a.home[o.value], 0, a.bytes(o.value)}
	}
	return Binding{0, 0, align}
}
