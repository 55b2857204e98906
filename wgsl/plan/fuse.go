package plan

import "unclip/models/graph"

// fusion records which producers are folded into which consumer: an activation
// or a residual sum behind a matmul, a residual sum behind a convolution, an
// activation behind a group norm; and in front of one of Winograd's
// convolutions what loads describes.
type fusion struct {
	into     map[graph.Value]graph.Value // producer → the consumer that emits it
	producer map[graph.Value]graph.Value // consumer → its producer
	loads    map[graph.Value]load        // convolution → what it reads
	joined   map[graph.Value]bool        // joins of tensors that are read in parts
}

// load is what a convolution reads in place of its operand.
type load struct {
	x    graph.Value
	norm graph.Value // group norm of x, followed by SiLU, or graph.None
	up   bool        // every pixel of x stands for 2×2
}

// fuser decides what is folded.
type fuser struct {
	g    *graph.Graph
	uses map[graph.Value]int
	fusion
}

func fuse(g *graph.Graph, algorithms map[graph.Value]choice) fusion {
	f := fuser{g, countUses(g), fusion{into: map[graph.Value]graph.Value{}, producer: map[graph.Value]graph.Value{}, loads: map[graph.Value]load{}}}
	used := live(g)
	for i := range g.Nodes {
		v := graph.Value(i)
		if !used[i] {
			continue
		}
		if p, ok := f.fusible(v); ok {
			f.into[p], f.producer[v] = v, p
		}
		if c, ok := algorithms[v]; ok && c.algorithm != Direct {
			f.loads[v] = f.load(v)
		}
	}
	for v := range f.loads {
		f.foldResidual(v)
	}
	f.join(used)
	return f.fusion
}

func countUses(g *graph.Graph) map[graph.Value]int {
	uses := map[graph.Value]int{}
	for i := range g.Nodes {
		for _, v := range g.Nodes[i].In {
			uses[v]++
		}
	}
	for _, o := range g.Outputs {
		uses[o.Value]++
	}
	return uses
}

// alone reports whether p is one of ops and read by v only. A producer of a
// slower rate stays on its own, so that its result is kept instead of recomputed.
func (f *fuser) alone(p, v graph.Value, ops ...graph.Op) bool {
	if p == graph.None {
		return false
	}
	pn := f.g.Node(p)
	for _, op := range ops {
		if pn.Op == op && f.uses[p] == 1 && pn.Rate == f.g.Node(v).Rate {
			return true
		}
	}
	return false
}

// fusible finds the producer that node v can absorb.
func (f *fuser) fusible(v graph.Value) (graph.Value, bool) {
	n := f.g.Node(v)
	switch n.Op {
	case graph.OpAct:
		if f.alone(n.In[0], v, graph.OpLinear, graph.OpGroupNorm) {
			return n.In[0], true
		}
	case graph.OpAdd:
		x, z := n.In[0], n.In[1]
		if f.g.Node(x).Shape.Rows() != f.g.Node(z).Shape.Rows() {
			return 0, false
		}
		for _, p := range []graph.Value{max(x, z), min(x, z)} {
			if f.alone(p, v, graph.OpLinear, graph.OpConv) {
				return p, true
			}
		}
	}
	return 0, false
}

// load folds what stands between a convolution and the tensor it starts from.
func (f *fuser) load(v graph.Value) load {
	l := load{x: f.g.Node(v).In[0], norm: graph.None}
	if f.alone(l.x, v, graph.OpUpsample) {
		f.into[l.x] = v
		l.x, l.up = f.g.Node(l.x).In[0], true
	}
	act := l.x
	p, ok := f.producer[act]
	if ok && f.alone(act, v, graph.OpAct) && f.g.Node(act).Attr.Act == graph.SiLU && f.g.Node(p).Op == graph.OpGroupNorm {
		f.into[act] = v
		l.x, l.norm = f.g.Node(p).In[0], p
	}
	return l
}

// foldResidual lets a convolution read its residual from before it was doubled.
func (f *fuser) foldResidual(v graph.Value) {
	sum, ok := f.into[v]
	if !ok {
		return
	}
	for _, r := range f.g.Node(sum).In {
		if r != v && f.alone(r, sum, graph.OpUpsample) {
			f.into[r] = sum
		}
	}
}
