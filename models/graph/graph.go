// Package graph describes a network as pure data: nodes in execution order,
// with shapes inferred as they are added. It knows nothing of kernels, devices
// or weights' storage; package plan turns a graph into dispatches.
package graph

import "unclip/models/tensor"

// Value names the result of one node of a Graph.
type Value int

// None is the absent operand (no bias, no scale-shift, no mask).
const None Value = -1

// Rate says how often a value changes. Everything that depends only on Prompt
// inputs is computed once per picture and kept through the sampling loop.
type Rate uint8

const (
	// Prompt values change with the prompt: text hidden states, z_i, masks.
	Prompt Rate = iota
	// Step values change at each sampling step: x_t and the time embedding.
	Step
)

// Op is a kind of node.
type Op uint8

// The vocabulary is closed: it grows only when the paper needs it.
const (
	OpInput     Op = iota // f32 rows given by the host
	OpIDs                 // u32 indices given by the host
	OpWeight              // a named tensor of the model
	OpLinear              // x·W + b
	OpConv                // 2-D convolution, NHWC
	OpGroupNorm           // group normalisation, optional scale-shift
	OpLayerNorm           // layer normalisation over channels
	OpAct                 // pointwise activation
	OpAdd                 // sum with broadcasting over leading dimensions
	OpAttention           // softmax(q·kᵀ/√d + mask)·v over key segments
	OpConcat              // joins along one axis
	OpSlice               // a range of one axis
	OpReshape             // same rows, other leading dimensions
	OpGather              // rows of a table by index
	OpUpsample            // nearest ×2
	OpPool                // 2×2 average
	OpUnshuffle           // pixel unshuffle: space to channels
	OpShuffle             // pixel shuffle: channels to space
)

// Act is a pointwise activation.
type Act uint8

// The activations of CLIP, the prior and the U-Nets.
const (
	Identity  Act = iota
	SiLU          // x·σ(x)
	GELU          // x·Φ(x), exact erf
	QuickGELU     // x·σ(1.702x)
)

// Kind says how a weight is stored; see package weights.
type Kind uint8

// Storage kinds of weights.
const (
	Matrix Kind = iota // [K, N]
	Filter             // [kh, kw, IC, OC]
	Table              // [V, C]
	Vector             // [..., C], always f32
)

// Attr holds the constants of a node; each op reads the few it needs.
type Attr struct {
	Act         Act
	Kind        Kind
	Groups      int
	Eps         float64
	Stride, Pad int
	Heads       int
	KeySegments int  // attention: number of key (and value) segments
	Causal      bool // attention: query i sees keys up to Offset+i
	Offset      int  // attention: absolute position of query 0
	Axis        int
	From, To    int
	Factor      int
}

// Node is one operation; its Value is its index in Graph.Nodes.
type Node struct {
	Op    Op
	Name  string // weight or input name, else the path of the layer
	In    []Value
	Shape tensor.Shape
	Rate  Rate
	Attr  Attr
}

// Graph is a finished network.
type Graph struct {
	Nodes   []Node
	Outputs []Output
}

// Output is a value the host reads back.
type Output struct {
	Name  string
	Value Value
}

// Node returns the node of v.
func (g *Graph) Node(v Value) *Node { return &g.Nodes[v] }

// Weights lists the weight nodes in order of first use.
func (g *Graph) Weights() []*Node {
	var ws []*Node
	for i := range g.Nodes {
		if g.Nodes[i].Op == OpWeight {
			ws = append(ws, &g.Nodes[i])
		}
	}
	return ws
}
