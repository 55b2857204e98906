package plan

import (
	"unclip/models/graph"
	"unclip/models/weights"
	"unclip/wgsl"
)

// FormatsOf reads the storage of every weight from a manifest.
func FormatsOf(m *weights.Manifest) Formats {
	formats := make(map[string]Format, len(m.Tensors))
	for _, t := range m.Tensors {
		formats[t.Name] = Format{element(t.DType), t.Group}
	}
	return func(name string) (Format, bool) {
		f, ok := formats[name]
		return f, ok
	}
}

func element(d weights.DType) wgsl.Element {
	switch d {
	case weights.F16:
		return wgsl.F16
	case weights.I8:
		return wgsl.I8
	case weights.I4:
		return wgsl.I4
	}
	return wgsl.F32
}

// Wants lists the weights of a graph for weights.Bind.
func Wants(g *graph.Graph) []weights.Want {
	kinds := map[graph.Kind]weights.Kind{graph.Matrix: weights.Matrix, graph.Filter: weights.Conv,
		graph.Table: weights.Table, graph.Vector: weights.Vector}
	var list []weights.Want
	for _, n := range g.Weights() {
		list = append(list, weights.Want{Name: n.Name, Kind: kinds[n.Attr.Kind], Shape: n.Shape})
	}
	return list
}
