// Package export turns a graph and its weights into an ONNX network, the same
// that the engine runs. Pictures become [B, C, H, W], as every runtime expects;
// inputs and outputs keep our shapes, so that both sides take the same numbers.
package export

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/tools/onnx/wire"
)

// opset is the first version of the standard operators with Gelu.
const opset = 20

// Pass chooses a part of the network.
type Pass uint8

// The parts: all of it; what changes with the prompt only, whose results are
// further outputs called kept.N; and what changes with every step, which takes
// those as inputs.
const (
	Whole Pass = iota
	Prompt
	Step
)

// Options say how a network is written.
type Options struct {
	Pass Pass
	// Planar takes and gives pictures as [B, C, H, W] too.
	Planar bool
	// Contrib uses com.microsoft operators of ONNX Runtime (fused attention).
	Contrib bool
	// Quantized keeps int8 and int4 matrices as they are (MatMulNBits of
	// com.microsoft); all else becomes f32.
	Quantized bool
	// Block is the rows of a block of MatMulNBits, 0 for the stored groups. Smaller
	// ones repeat their scales, larger ones round to the largest of theirs.
	Block int
	// Accuracy is accuracy_level of MatMulNBits: 0 multiplies in f32, 4 in int8.
	Accuracy int
}

// Model writes the network.
func Model(name string, g *graph.Graph, source Source, o Options) (*wire.Model, error) {
	e := &exporter{g: g, source: source, options: o,
		model: wire.Model{Opset: opset, Graph: wire.Graph{Name: name}},
		forms: map[graph.Value]map[form]string{}, constants: map[string]string{}, biases: map[biasKey]string{}}
	if o.Pass == Step {
		e.declareKept()
	}
	e.nodes()
	e.outputs()
	if e.err != nil {
		return nil, fmt.Errorf("onnx: %s: %w", name, e.err)
	}
	return &e.model, nil
}

// exporter remembers the first error, so that the mapping reads as a list.
type exporter struct {
	g         *graph.Graph
	source    Source
	options   Options
	model     wire.Model
	forms     map[graph.Value]map[form]string // the tensors that hold a value
	constants map[string]string               // by content
	biases    map[biasKey]string
	err       error
}

// nodes emits all that the chosen pass computes.
func (e *exporter) nodes() {
	used := e.live()
	for i := range e.g.Nodes {
		if v := graph.Value(i); used[i] && e.forms[v] == nil && e.err == nil {
			e.node(v, e.g.Node(v))
		}
	}
}

// live marks what the outputs of the pass depend on.
func (e *exporter) live() []bool {
	used := make([]bool, len(e.g.Nodes))
	for _, v := range e.wanted() {
		used[v] = true
	}
	for i := len(used) - 1; i >= 0; i-- {
		if !used[i] || e.forms[graph.Value(i)] != nil {
			continue
		}
		in := e.g.Nodes[i].In
		if e.options.Pass == Step {
			in = operands(e.g, &e.g.Nodes[i])
		}
		for _, v := range in {
			if v != graph.None {
				used[v] = true
			}
		}
	}
	return used
}

// emit appends a node and names its result after the layer.
func (e *exporter) emit(op, name string, in []string, attrs ...wire.Attr) string {
	out := fmt.Sprintf("%s/%s.%d", name, op, len(e.model.Graph.Nodes))
	e.model.Graph.Nodes = append(e.model.Graph.Nodes, wire.Node{Op: op, Name: out, In: in, Out: []string{out}, Attrs: attrs})
	return out
}

// contrib is emit for an operator of ONNX Runtime.
func (e *exporter) contrib(op, name string, in []string, attrs ...wire.Attr) string {
	out := e.emit(op, name, in, attrs...)
	e.model.Graph.Nodes[len(e.model.Graph.Nodes)-1].Domain = "com.microsoft"
	e.model.Contrib = true
	return out
}

func (e *exporter) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

func (e *exporter) shape(v graph.Value) tensor.Shape { return e.g.Node(v).Shape }

func attr(name string, value any) wire.Attr {
	switch v := value.(type) {
	case int:
		return wire.Attr{Name: name, Value: int64(v)}
	case float64:
		return wire.Attr{Name: name, Value: float32(v)}
	case []int:
		list := make([]int64, len(v))
		for i, x := range v {
			list[i] = int64(x)
		}
		return wire.Attr{Name: name, Value: list}
	}
	return wire.Attr{Name: name, Value: value}
}
