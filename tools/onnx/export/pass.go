package export

import (
	"fmt"
	"slices"

	"unclip/models/graph"
	"unclip/tools/onnx/wire"
)

// includes reports whether a value is computed in the chosen pass.
func (e *exporter) includes(v graph.Value) bool {
	switch e.options.Pass {
	case Prompt:
		return e.g.Node(v).Rate == graph.Prompt
	case Step:
		return e.g.Node(v).Rate == graph.Step
	}
	return true
}

// wanted lists the values that the pass is for: outputs, and for the Prompt
// pass what the steps will need.
func (e *exporter) wanted() []graph.Value {
	var list []graph.Value
	for _, o := range e.g.Outputs {
		if e.includes(o.Value) {
			list = append(list, o.Value)
		}
	}
	if e.options.Pass == Prompt {
		list = append(list, Kept(e.g)...)
		for _, n := range e.masked() {
			list = append(list, mask(n))
		}
	}
	return list
}

// Kept lists the values that steps take from the Prompt pass, in order.
func Kept(g *graph.Graph) []graph.Value {
	var list []graph.Value
	for i := range g.Nodes {
		if g.Nodes[i].Rate != graph.Step {
			continue
		}
		for _, v := range operands(g, &g.Nodes[i]) {
			if v != graph.None && computed(g.Node(v)) && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
	}
	slices.Sort(list)
	return list
}

// operands are a step's operands; a mask is not among them where it is kept as
// a bias.
func operands(g *graph.Graph, n *graph.Node) []graph.Value {
	if keptMask(g, n) {
		return n.In[:len(n.In)-1]
	}
	return n.In
}

// computed tells values that the Prompt pass computes from inputs and weights.
func computed(n *graph.Node) bool {
	return n.Rate == graph.Prompt && n.Op != graph.OpWeight && n.Op != graph.OpInput && n.Op != graph.OpIDs
}

func keptName(i int) string { return fmt.Sprintf("kept.%d", i) }

// declareKept makes inputs of what the Prompt pass has computed.
func (e *exporter) declareKept() {
	for i, v := range Kept(e.g) {
		e.model.Graph.Inputs = append(e.model.Graph.Inputs, wire.Value{Name: keptName(i), Type: wire.Float, Shape: e.shape(v)})
		e.define(v, rows, keptName(i))
	}
	for i, n := range e.masked() {
		e.model.Graph.Inputs = append(e.model.Graph.Inputs, wire.Value{Name: biasName(i), Type: wire.Float, Shape: e.biasShape(n)})
		e.biases[e.biasOf(n)] = biasName(i)
	}
}

// outputs names the results as the host knows them.
func (e *exporter) outputs() {
	for _, o := range e.g.Outputs {
		if e.includes(o.Value) && e.err == nil {
			e.result(o.Name, o.Value)
		}
	}
	if e.options.Pass != Prompt || e.err != nil {
		return
	}
	for i, v := range Kept(e.g) {
		e.output(keptName(i), e.rows(v), e.shape(v))
	}
	for i, n := range e.masked() {
		e.output(biasName(i), e.bias(n), e.biasShape(n))
	}
}

// result is an output in the form that the host expects.
func (e *exporter) result(name string, v graph.Value) {
	if n := e.g.Node(v); e.edge(n) == planar {
		e.output(name, e.planar(v), planarShape(n.Shape))
		return
	}
	e.output(name, e.rows(v), e.shape(v))
}

func (e *exporter) output(name, from string, shape []int) {
	e.model.Graph.Nodes = append(e.model.Graph.Nodes, wire.Node{Op: "Identity", Name: name, In: []string{from}, Out: []string{name}})
	e.model.Graph.Outputs = append(e.model.Graph.Outputs, wire.Value{Name: name, Type: wire.Float, Shape: shape})
}
