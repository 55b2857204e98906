package plan

import (
	"unclip/models/graph"
)

// part is a range of a tensor's channels with a buffer of its own.
type part struct {
	x               operand
	begin, channels int
}

// parts are what a value is made of: itself, or the two tensors of a join along
// channels that no buffer holds.
func (l *lowering) parts(v graph.Value) []part {
	n := l.g.Node(v)
	if !l.fused.joined[v] {
		return []part{{l.val(v), 0, n.Shape.Stride()}}
	}
	x, z := n.In[0], n.In[1]
	c := l.g.Node(x).Shape.Channels()
	return []part{{l.val(x), 0, c}, {l.val(z), c, n.Shape.Channels() - c}}
}

// join marks the joins of two tensors along channels, on vec4s, that all their
// readers can take apart: group norms on the way into a convolution, Winograd's
// convolutions, and matmuls, which add up over their rows.
func (f *fuser) join(used []bool) {
	f.joined = map[graph.Value]bool{}
	for i := range f.g.Nodes {
		n := &f.g.Nodes[i]
		f.joined[graph.Value(i)] = used[i] && n.Op == graph.OpConcat && len(n.In) == 2 && n.Attr.Axis == len(n.Shape)-1 &&
			f.g.Node(n.In[0]).Shape.Channels()%4 == 0 && n.Shape.Channels()%4 == 0
	}
	for i := range f.g.Nodes {
		for at, v := range f.g.Nodes[i].In {
			if used[i] && v != graph.None && !f.takesApart(graph.Value(i), at) {
				f.joined[v] = false
			}
		}
	}
	for _, o := range f.g.Outputs {
		f.joined[o.Value] = false
	}
}

// takesApart reports whether node v can read its operand in parts.
func (f *fuser) takesApart(v graph.Value, operand int) bool {
	n := f.g.Node(v)
	switch {
	case operand != 0:
		return false
	case n.Op == graph.OpLinear:
		by, absorbed := f.into[v]
		return !absorbed || f.g.Node(by).Op != graph.OpAct
	case n.Op == graph.OpConv:
		_, winograd := f.loads[v]
		return winograd
	case n.Op == graph.OpGroupNorm:
		act, ok := f.into[v]
		return ok && f.loads[f.into[act]].norm == v
	}
	return false
}
