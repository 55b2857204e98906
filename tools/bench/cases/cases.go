// Package cases lists what the benchmark runs: networks of one kind of node,
// each of a shape that the paper's networks have, with random weights.
package cases

import (
	"fmt"
	"hash/fnv"
	"math"

	"unclip/models/graph"
	"unclip/models/sample"
	"unclip/models/weights"
	"unclip/wasm/engine/enginetest"
	"unclip/wgsl/plan"
)

// Case is one comparison.
type Case struct {
	ID    string
	Title string
	Op    string // what tfjs is asked for; "" where it has no such operation
	Chain int    // nodes in a row; times are given for one
	DType weights.DType
	Onnx  []Form // what ONNX Runtime is given
	build func(b *graph.Builder, x graph.Value) graph.Value
	shape []int // of the input
}

// Form is a way to write a case as ONNX.
type Form struct {
	Name  string `json:"name"`  // of the contender
	Query string `json:"query"` // for the server's /onnx/ID
	GPU   bool   `json:"gpu"`   // hopeless on adapters that are the processor
}

// fused is the form of most cases: the operators that ONNX Runtime likes best.
var fused = []Form{{Name: "ort"}}

// Stage is the stage under which a case's weights are kept.
const Stage = "case"

// Graph builds the network; its input is "x", its output "y".
func (c Case) Graph() (*graph.Graph, error) {
	b := graph.New()
	b.Output("y", c.build(b, b.Input("x", graph.Step, c.shape...)))
	return b.Graph()
}

// Library is the case's model: random weights, stored as DType.
func (c Case) Library() (*enginetest.Library, error) {
	g, err := c.Graph()
	if err != nil {
		return nil, err
	}
	return enginetest.New(nil, map[string]map[string]enginetest.Tensor{Stage: Tensors(g)}, c.DType)
}

// Find is the case of an ID.
func Find(id string) (Case, error) {
	for _, c := range Kernels() {
		if c.ID == id {
			return c, nil
		}
	}
	return Case{}, fmt.Errorf("no case %q; -h lists the suites", id)
}

// Tensors draws weights that keep activations near one.
func Tensors(g *graph.Graph) map[string]enginetest.Tensor {
	all := map[string]enginetest.Tensor{}
	for _, w := range plan.Wants(g) {
		n, fan := 1, 1
		for i, d := range w.Shape {
			n *= d
			if i < len(w.Shape)-1 {
				fan *= d
			}
		}
		h := fnv.New64a()
		h.Write([]byte(w.Name)) // each tensor has noise of its own
		values := sample.Noise{Seed: h.Sum64()}.Start(n)
		for i := range values {
			values[i] /= float32(math.Sqrt(float64(fan)))
		}
		all[w.Name] = enginetest.Tensor{Kind: w.Kind, Shape: w.Shape, Values: values}
	}
	return all
}
