// Package probe makes inputs to try a network on: seeded noise where it takes
// pictures and embeddings, sensible values where it takes times, masks and ids.
package probe

import (
	"hash/fnv"

	"unclip/models/graph"
	"unclip/models/sample"
	"unclip/models/unclip"
)

// Input is one input of a network; either Values or IDs is set.
type Input struct {
	Name   string
	Shape  []int
	Values []float32
	IDs    []int32
}

// Inputs makes all inputs of a graph, the same ones each time.
func Inputs(g *graph.Graph) []Input {
	var list []Input
	for i := range g.Nodes {
		switch n := &g.Nodes[i]; n.Op {
		case graph.OpInput:
			list = append(list, Input{Name: n.Name, Shape: n.Shape, Values: values(n)})
		case graph.OpIDs:
			list = append(list, Input{Name: n.Name, Shape: n.Shape[:1], IDs: ids(g, graph.Value(i))})
		}
	}
	return list
}

func values(n *graph.Node) []float32 {
	switch n.Name {
	case "time":
		var rows []float32
		for range n.Shape.Rows() {
			rows = append(rows, unclip.Sinusoid(500, n.Shape.Channels())...)
		}
		return rows
	case "mask", "seen":
		return mask(n)
	}
	h := fnv.New64a()
	h.Write([]byte(n.Name)) // each input has noise of its own
	return sample.Noise{Seed: h.Sum64()}.Start(n.Shape.Elements())
}

// mask hides one key of every row, so that a mask that is ignored shows.
func mask(n *graph.Node) []float32 {
	m := make([]float32, n.Shape.Elements())
	for i := range m {
		if i%n.Shape.Channels() != n.Shape.Channels()-2 {
			m[i] = 1
		}
	}
	return m
}

// ids are rows of the table that they choose from, spread over it.
func ids(g *graph.Graph, v graph.Value) []int32 {
	list, rows := make([]int32, g.Node(v).Shape[0]), 1
	for i := range g.Nodes {
		if n := &g.Nodes[i]; n.Op == graph.OpGather && n.In[1] == v {
			rows = g.Node(n.In[0]).Shape.Rows()
		}
	}
	for i := range list {
		list[i] = int32((i*7919 + rows - 1) % rows)
	}
	return list
}
