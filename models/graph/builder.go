package graph

import (
	"fmt"

	"unclip/models/tensor"
)

// Builder adds nodes and remembers the first error, so that model code reads
// as straight mathematics; Graph reports the error at the end.
type Builder struct {
	g       Graph
	err     error
	weights map[string]Value
}

// New returns an empty builder.
func New() *Builder { return &Builder{weights: map[string]Value{}} }

// Graph finishes the network.
func (b *Builder) Graph() (*Graph, error) {
	if b.err == nil && len(b.g.Outputs) == 0 {
		b.err = fmt.Errorf("graph: no outputs; call Output for each value the host reads")
	}
	if b.err != nil {
		return nil, b.err
	}
	return &b.g, nil
}

// Shape is the shape of v, or nil after an error.
func (b *Builder) Shape(v Value) tensor.Shape {
	if v < 0 || int(v) >= len(b.g.Nodes) {
		return nil
	}
	return b.g.Nodes[v].Shape
}

// Input is an f32 value that the host writes.
func (b *Builder) Input(name string, rate Rate, dims ...int) Value {
	return b.add(Node{Op: OpInput, Name: name, Shape: dims, Rate: rate})
}

// IDs is a list of n row indices that the host writes.
func (b *Builder) IDs(name string, rate Rate, n int) Value {
	return b.add(Node{Op: OpIDs, Name: name, Shape: tensor.Shape{n, 1}, Rate: rate})
}

// Weight is a named tensor of the model; asking twice gives the same value.
func (b *Builder) Weight(name string, kind Kind, dims ...int) Value {
	if v, ok := b.weights[name]; ok {
		if !b.Shape(v).Equal(dims) {
			return b.fail(name, "weight used as %v and as %v", b.Shape(v), dims)
		}
		return v
	}
	v := b.add(Node{Op: OpWeight, Name: name, Shape: dims, Attr: Attr{Kind: kind}})
	b.weights[name] = v
	return v
}

// Output marks v as read by the host under a name.
func (b *Builder) Output(name string, v Value) {
	if b.ok(v) {
		b.g.Outputs = append(b.g.Outputs, Output{name, v})
	}
}

// add appends a node whose rate is the fastest of its operands.
func (b *Builder) add(n Node) Value {
	if b.err != nil {
		return None
	}
	if err := n.Shape.Check(); err != nil {
		return b.fail(n.Name, "%v", err)
	}
	for _, v := range n.In {
		if v != None && b.g.Nodes[v].Rate > n.Rate {
			n.Rate = b.g.Nodes[v].Rate
		}
	}
	b.g.Nodes = append(b.g.Nodes, n)
	return Value(len(b.g.Nodes) - 1)
}

// ok reports whether all operands exist and nothing has failed.
func (b *Builder) ok(vs ...Value) bool {
	for _, v := range vs {
		if b.err == nil && (v < 0 || int(v) >= len(b.g.Nodes)) {
			b.err = fmt.Errorf("graph: operand %d does not exist; use values of this builder only", v)
		}
	}
	return b.err == nil
}

func (b *Builder) fail(name, format string, args ...any) Value {
	if b.err == nil {
		b.err = fmt.Errorf("graph: %s: "+format, append([]any{name}, args...)...)
	}
	return None
}
