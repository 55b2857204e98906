package plan

import (
	"strings"

	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
)

func (l *lowering) attention(n *graph.Node, v graph.Value) {
	q, segs := n.Shape, n.Attr.KeySegments
	ks, vs, mask := n.In[1:1+segs], n.In[1+segs:1+2*segs], n.In[1+2*segs]
	l0, l1 := l.g.Node(ks[0]).Shape[1], 0
	k1, v1 := operand{}, operand{}
	if segs == 2 {
		l1, k1, v1 = l.g.Node(ks[1]).Shape[1], l.val(ks[1]), l.val(vs[1])
	}
	heads := n.Attr.Heads
	d, lds, rows := q[2]/heads, tensor.Pad(l0+l1, 4), q[0]*heads*q[1]
	ldmask := 0
	if mask != graph.None {
		ldmask = l.g.Node(mask).Shape.Stride()
	}
	r := l.recipe(attentionTask(q[0]*heads, q[1], l0+l1, d))
	if r.Kernel != threeKernels && r.Kernel != quads {
		l.emit(n, wgsl.Variant{Kernel: r.Kernel},
			[]int{q[0], heads, q[1], l0, l1, d, q[2], n.Attr.Offset, ldmask, int(flag(n.Attr.Causal)), int(flag(mask != graph.None))},
			l.val(n.In[0]), l.val(ks[0]), k1, l.val(vs[0]), v1, l.val(mask), l.val(v))
		return
	}
	values := "attention_values" + strings.TrimPrefix(r.Kernel, threeKernels)
	s, p := l.temp(rows*lds), l.temp(rows*lds)
	l.emit(n, wgsl.Variant{Kernel: r.Kernel, Choices: [4]uint8{flag(n.Attr.Causal), flag(mask != graph.None)}},
		[]int{q[0], heads, q[1], l0, l1, d, q[2], lds, n.Attr.Offset, ldmask},
		l.val(n.In[0]), l.val(ks[0]), k1, l.val(mask), s)
	l.emit(n, l.options.Adapter.wide("softmax"), []int{rows, l0 + l1, lds}, s, p)
	l.emit(n, wgsl.Variant{Kernel: values},
		[]int{q[0], heads, q[1], l0, l1, d, q[2], lds}, p, l.val(vs[0]), v1, l.val(v))
}

func (l *lowering) concat(n *graph.Node, v graph.Value) {
	if l.fused.joined[v] {
		return // read in parts
	}
	at := 0
	for i, x := range n.In {
		s := l.g.Node(x).Shape
		c := piece(n.Shape, s, n.Attr.Axis, at)
		if n.Attr.Axis == len(n.Shape)-1 && i == len(n.In)-1 {
			c.zcols = n.Shape.Stride() - at // the last piece also clears the pads
		}
		l.copy(n, c, l.val(x), l.val(v))
		at += s[n.Attr.Axis]
	}
}

func (l *lowering) slice(n *graph.Node, v graph.Value) {
	whole := l.g.Node(n.In[0]).Shape
	c := piece(whole, n.Shape, n.Attr.Axis, n.Attr.From)
	c.xoff, c.yoff = c.yoff, c.xoff
	c.xouter, c.youter = c.youter, c.xouter
	c.ldx, c.ldy = c.ldy, c.ldx
	if n.Attr.Axis == len(n.Shape)-1 {
		c.zcols = n.Shape.Stride()
	}
	l.copy(n, c, l.val(n.In[0]), l.val(v))
}

// strides are the params of the copy kernel.
type strides struct{ outer, rows, cols, zcols, xoff, xouter, ldx, yoff, youter, ldy int }

// piece is the copy of a part into a whole along an axis, starting at index at.
func piece(whole, part tensor.Shape, axis, at int) strides {
	if last := len(whole) - 1; axis == last {
		return strides{1, part.Rows(), part[last], part[last], 0, 0, part.Stride(), at, 0, whole.Stride()}
	}
	inner := part[axis+1:].Rows() * part.Stride()
	cols := part[axis] * inner
	return strides{part[:axis+1].Rows(), 1, cols, cols, 0, cols, cols, at * inner, whole[axis] * inner, cols}
}

func (l *lowering) copy(n *graph.Node, c strides, x, y operand) {
	l.emit(n, wgsl.Variant{Kernel: "copy"},
		[]int{c.outer, c.rows, c.cols, c.zcols, c.xoff, c.xouter, c.ldx, c.yoff, c.youter, c.ldy}, x, y)
}

func (l *lowering) gather(n *graph.Node, v graph.Value) {
	t := l.g.Node(n.In[0])
	f, ld := l.format(t), t.Shape.Stride()
	if t.Op == graph.OpWeight {
		ld = weightStride(t)
	}
	l.emit(n, wgsl.Variant{Kernel: "gather", Element: f.Element},
		[]int{n.Shape.Rows(), n.Shape.Channels(), t.Shape.Rows(), ld, n.Shape.Stride(), max(f.Group, 1)},
		l.val(n.In[1]), l.val(n.In[0]), l.scale(t), l.val(v))
}

func (l *lowering) resample(n *graph.Node, v graph.Value) {
	x := l.g.Node(n.In[0]).Shape
	k := wgsl.Variant{Kernel: "resample"}
	params := []int{x[0], x[1], x[2], x.Stride()}
	if n.Op == graph.OpUnshuffle || n.Op == graph.OpShuffle {
		k.Kernel = "shuffle"
		params = []int{x[0], x[1], x[2], x[3], n.Attr.Factor, x.Stride(), n.Shape.Stride()}
	}
	k.Choices[0] = flag(n.Op == graph.OpPool || n.Op == graph.OpShuffle)
	l.emit(n, k, params, l.val(n.In[0]), l.val(v))
}
