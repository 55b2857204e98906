// Package wire writes ONNX files: the few messages of the format that a network
// without control flow needs, in protocol buffers' wire format. Field numbers
// are those of onnx.proto3.
package wire

// Model is a whole file.
type Model struct {
	Graph    Graph
	Opset    int64             // version of the standard operators
	Contrib  bool              // operators of com.microsoft are used
	Metadata map[string]string // free text, such as the licence
}

// Graph is a network.
type Graph struct {
	Name    string
	Nodes   []Node
	Weights []Tensor
	Inputs  []Value
	Outputs []Value
}

// Node applies one operator.
type Node struct {
	Op, Name string
	Domain   string   // "" is the standard operators
	In       []string // "" is an absent operand
	Out      []string
	Attrs    []Attr
}

// Attr is a constant of a node: one of int64, float32, string or []int64.
type Attr struct {
	Name  string
	Value any
}

// Type is the type of a tensor's elements.
type Type int32

// The element types used here.
const (
	Float Type = 1
	Uint8 Type = 2
	Int32 Type = 6
	Int64 Type = 7
)

// Tensor is a constant with its bytes, little-endian.
type Tensor struct {
	Name  string
	Type  Type
	Shape []int
	Data  []byte
}

// Value describes an input or output.
type Value struct {
	Name  string
	Type  Type
	Shape []int
}
