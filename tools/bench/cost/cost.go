// Package cost counts what a network must at least do: the arithmetic of its
// products and the bytes that each of them touches once.
package cost

import (
	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// Work is a lower bound of one node's work.
type Work struct {
	FLOPs float64 // a multiplication and an addition are two
	Bytes float64 // operands and result, each once, weights as stored
}

// Of lists the work of the nodes that run at a rate. Products (linear,
// convolution, attention) count in full; in a network everything else could be
// folded into them and counts nothing, unless it is all there is.
func Of(g *graph.Graph, rate graph.Rate, formats plan.Formats) []Work {
	var list []Work
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if f := flops(g, n); n.Rate == rate && f > 0 {
			list = append(list, Work{f, touched(g, n, formats)})
		}
	}
	if len(list) == 0 {
		list = append(list, Work{Bytes: edges(g)})
	}
	return list
}

// Floor is the least time in seconds on a machine that does p operations and
// moves b bytes a second.
func Floor(list []Work, p, b float64) float64 {
	sum := 0.0
	for _, w := range list {
		sum += max(w.FLOPs/p, w.Bytes/b)
	}
	return sum
}

// FLOPs adds up the arithmetic.
func FLOPs(list []Work) float64 {
	sum := 0.0
	for _, w := range list {
		sum += w.FLOPs
	}
	return sum
}

func flops(g *graph.Graph, n *graph.Node) float64 {
	switch n.Op {
	case graph.OpLinear:
		return 2 * float64(g.Node(n.In[0]).Shape.Channels()) * float64(n.Shape.Elements())
	case graph.OpConv:
		w := g.Node(n.In[1]).Shape
		return 2 * float64(w[0]*w[1]*w[2]) * float64(n.Shape.Elements())
	case graph.OpAttention:
		keys := 0
		for _, k := range n.In[1 : 1+n.Attr.KeySegments] {
			keys += g.Node(k).Shape[1]
		}
		return 4 * float64(keys) * float64(n.Shape.Elements())
	}
	return 0
}

func touched(g *graph.Graph, n *graph.Node, formats plan.Formats) float64 {
	sum := 4 * float64(n.Shape.Elements())
	seen := map[graph.Value]bool{graph.None: true}
	for _, v := range n.In {
		if !seen[v] {
			seen[v] = true
			sum += bytes(g.Node(v), formats)
		}
	}
	return sum
}

func bytes(n *graph.Node, formats plan.Formats) float64 {
	elements := float64(tensor.Shape(n.Shape).Elements())
	if n.Op != graph.OpWeight || n.Attr.Kind == graph.Vector {
		return 4 * elements
	}
	f, _ := formats(n.Name)
	width := [...]float64{4, 2, 1, 0.5}[f.Element]
	if f.Element >= wgsl.I8 {
		width += 2 / float64(f.Group)
	}
	return width * elements
}

// edges are the bytes of inputs and outputs.
func edges(g *graph.Graph) float64 {
	sum := 0.0
	for i := range g.Nodes {
		if g.Nodes[i].Op == graph.OpInput {
			sum += 4 * float64(g.Nodes[i].Shape.Elements())
		}
	}
	for _, o := range g.Outputs {
		sum += 4 * float64(g.Node(o.Value).Shape.Elements())
	}
	return sum
}
