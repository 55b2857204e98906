package plan

import (
	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
)

// choice is how one convolution is computed.
type choice struct {
	Convolution
	algorithm Algorithm
	kept      bool // the transformed filters stay on the device
}

// choose picks the algorithms of all convolutions in the order of the network;
// transformed filters are kept as long as there is room.
func (l *lowering) choose(used []bool) map[graph.Value]choice {
	choices, room := map[graph.Value]choice{}, keptFilters
	for i := range l.g.Nodes {
		n := &l.g.Nodes[i]
		if n.Op != graph.OpConv || !used[i] {
			continue
		}
		c := l.chooseOne(l.convolution(n), room)
		if choices[graph.Value(i)] = c; c.kept {
			room -= c.filterBytes(c.algorithm)
		}
	}
	return choices
}

func (l *lowering) chooseOne(c Convolution, room int) choice {
	a, kept := l.options.conv(c, true), true
	if a != Direct && c.filterBytes(a) > room {
		a, kept = l.options.conv(c, false), false
	}
	if a == Direct || !c.Allows(a) {
		return choice{c, Direct, false}
	}
	return choice{c, a, kept}
}

// convolution describes p to the choice of algorithms.
func (l *lowering) convolution(p *graph.Node) Convolution {
	w, y := l.g.Node(p.In[1]), p.Shape
	return Convolution{Batch: y[0], H: y[1], W: y[2], IC: w.Shape[2], OC: y[3], KH: w.Shape[0], KW: w.Shape[1],
		Stride: p.Attr.Stride, Pad: p.Attr.Pad, Bias: p.In[2] != graph.None, Element: l.format(w).Element}
}

// conv emits convolution c, whose result with the residual is value v.
func (l *lowering) conv(c, v, residual graph.Value) {
	p := l.g.Node(c)
	if l.choices[c].algorithm == Direct {
		l.direct(p, v, residual)
		return
	}
	w := winograd{choice: l.choices[c], load: l.fused.loads[c], p: p, v: v, residual: residual}
	if residual != graph.None && l.fused.into[residual] == v {
		w.residual, w.doubled = l.g.Node(residual).In[0], true
	}
	l.winograd(w)
}

func (l *lowering) direct(p *graph.Node, v, residual graph.Value) {
	x, w, y := l.g.Node(p.In[0]), l.g.Node(p.In[1]), p.Shape
	f := l.format(w)
	k := wgsl.Variant{Kernel: "conv", Element: f.Element, Choices: [4]uint8{flag(p.In[2] != graph.None), flag(residual != graph.None)}}
	params := []int{y[0], x.Shape[1], x.Shape[2], x.Shape.Stride(), y[1], y[2], y[3], weightStride(w),
		w.Shape[0], w.Shape[1], p.Attr.Stride, p.Attr.Pad, max(f.Group, 1), y.Stride()}
	if r := l.recipe(l.convolution(p).task()); r.Kernel != k.Kernel {
		k, params = r.call(k, params)
	}
	l.emit(p, k, params, l.val(p.In[0]), l.val(p.In[1]), l.scale(w), l.val(p.In[2]), l.val(residual), l.val(v))
}

func stored4(n int) int { return tensor.Pad(n, 4) }
func stored8(n int) int { return tensor.Pad(n, 8) }
