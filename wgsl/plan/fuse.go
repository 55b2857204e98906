package plan

import "unclip/models/graph"

// fusion records which producers are folded into the epilogue of which
// consumer: an activation or a residual sum behind a matmul, a residual sum
// behind a convolution, an activation behind a group norm.
type fusion struct {
	into     map[graph.Value]graph.Value // producer → the consumer that emits it
	producer map[graph.Value]graph.Value // consumer → its producer
}

func fuse(g *graph.Graph) fusion {
	f := fusion{map[graph.Value]graph.Value{}, map[graph.Value]graph.Value{}}
	uses, used := countUses(g), live(g)
	for i := range g.Nodes {
		if p, ok := fusible(g, uses, graph.Value(i)); ok && used[i] {
			f.into[p], f.producer[graph.Value(i)] = graph.Value(i), p
		}
	}
	return f
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

// fusible finds the producer that node v can absorb. A producer of a slower
// rate stays on its own, so that its result is kept instead of recomputed.
func fusible(g *graph.Graph, uses map[graph.Value]int, v graph.Value) (graph.Value, bool) {
	n := g.Node(v)
	alone := func(p graph.Value, ops ...graph.Op) bool {
		pn := g.Node(p)
		for _, op := range ops {
			if pn.Op == op && uses[p] == 1 && pn.Rate == n.Rate {
				return true
			}
		}
		return false
	}
	switch n.Op {
	case graph.OpAct:
		if alone(n.In[0], graph.OpLinear, graph.OpGroupNorm) {
			return n.In[0], true
		}
	case graph.OpAdd:
		x, z := n.In[0], n.In[1]
		if g.Node(x).Shape.Rows() != g.Node(z).Shape.Rows() {
			return 0, false
		}
		for _, p := range []graph.Value{max(x, z), min(x, z)} {
			if alone(p, graph.OpLinear, graph.OpConv) {
				return p, true
			}
		}
	}
	return 0, false
}
