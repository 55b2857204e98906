package plan

import (
	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
)

// conv emits convolution p, whose result with the residual is value v of node n.
func (l *lowering) conv(p, n *graph.Node, v, residual graph.Value) {
	c := l.convolution(p)
	a, kept := l.choose(c)
	if a == Direct {
		l.direct(p, n, v, residual)
		return
	}
	l.winograd(winograd{c, a, kept, p, n, v, residual})
}

// convolution describes p to the choice of algorithms.
func (l *lowering) convolution(p *graph.Node) Convolution {
	w, y := l.g.Node(p.In[1]), p.Shape
	return Convolution{Batch: y[0], H: y[1], W: y[2], IC: w.Shape[2], OC: y[3], KH: w.Shape[0], KW: w.Shape[1],
		Stride: p.Attr.Stride, Pad: p.Attr.Pad, Bias: p.In[2] != graph.None, Element: l.format(w).Element}
}

// choose picks an algorithm, and whether its filters stay on the device: in the
// order of the network, as long as there is room.
func (l *lowering) choose(c Convolution) (a Algorithm, kept bool) {
	a, kept = l.options.conv(c, true), true
	if a != Direct && l.filters+c.filterBytes(a) > keptFilters {
		a, kept = l.options.conv(c, false), false
	}
	if !c.Allows(a) {
		a = Direct
	}
	if kept {
		l.filters += c.filterBytes(a)
	}
	return a, kept
}

func (l *lowering) direct(p, n *graph.Node, v, residual graph.Value) {
	x, w, y := l.g.Node(p.In[0]), l.g.Node(p.In[1]), p.Shape
	f := l.format(w)
	k := wgsl.Variant{Kernel: "conv", Element: f.Element, Choices: [4]uint8{flag(p.In[2] != graph.None), flag(residual != graph.None)}}
	l.emit(n, k, []int{y[0], x.Shape[1], x.Shape[2], x.Shape.Stride(), y[1], y[2], y[3], weightStride(w),
		w.Shape[0], w.Shape[1], p.Attr.Stride, p.Attr.Pad, max(f.Group, 1), y.Stride()},
		l.val(p.In[0]), l.val(p.In[1]), l.scale(w), l.val(p.In[2]), l.val(residual), l.val(v))
}

func stored4(n int) int { return tensor.Pad(n, 4) }
func stored8(n int) int { return tensor.Pad(n, 8) }
