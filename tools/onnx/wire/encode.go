package wire

import (
	"fmt"
	"math"
	"sort"

	pb "google.golang.org/protobuf/encoding/protowire"
)

// irVersion is the oldest version of the format that knows opset 20.
const irVersion = 9

// maxBytes is what protocol buffers allow in one message.
const maxBytes = math.MaxInt32

// Encode gives the bytes of the file.
func (m *Model) Encode() ([]byte, error) {
	total := 0
	for _, t := range m.Graph.Weights {
		total += len(t.Data)
	}
	if total > maxBytes-64<<20 {
		return nil, fmt.Errorf("onnx: %d bytes of weights do not fit one ONNX file of 2 GiB; export with -weights int8", total)
	}
	body, err := m.Graph.encode()
	if err != nil {
		return nil, err
	}
	b := integer(nil, 1, irVersion)
	b = text(b, 2, "unclip")
	b = message(b, 7, body)
	b = message(b, 8, integer(nil, 2, m.Opset))
	if m.Contrib {
		b = message(b, 8, integer(text(nil, 1, "com.microsoft"), 2, 1))
	}
	for _, key := range keys(m.Metadata) {
		b = message(b, 14, text(text(nil, 1, key), 2, m.Metadata[key]))
	}
	return b, nil
}

func (g *Graph) encode() ([]byte, error) {
	var b []byte
	for i := range g.Nodes {
		node, err := g.Nodes[i].encode()
		if err != nil {
			return nil, err
		}
		b = message(b, 1, node)
	}
	b = text(b, 2, g.Name)
	for i := range g.Weights {
		b = message(b, 5, g.Weights[i].encode())
	}
	for _, v := range g.Inputs {
		b = message(b, 11, v.encode())
	}
	for _, v := range g.Outputs {
		b = message(b, 12, v.encode())
	}
	return b, nil
}

func (n *Node) encode() ([]byte, error) {
	var b []byte
	for _, in := range n.In {
		b = text(b, 1, in)
	}
	for _, out := range n.Out {
		b = text(b, 2, out)
	}
	b = text(text(b, 3, n.Name), 4, n.Op)
	for _, a := range n.Attrs {
		attr, err := a.encode()
		if err != nil {
			return nil, fmt.Errorf("onnx: node %q: %w", n.Name, err)
		}
		b = message(b, 5, attr)
	}
	if n.Domain != "" {
		b = text(b, 7, n.Domain)
	}
	return b, nil
}

func (a *Attr) encode() ([]byte, error) {
	b := text(nil, 1, a.Name)
	kind := int64(0)
	switch v := a.Value.(type) {
	case float32:
		b, kind = pb.AppendFixed32(pb.AppendTag(b, 2, pb.Fixed32Type), math.Float32bits(v)), 1
	case int64:
		b, kind = integer(b, 3, v), 2
	case string:
		b, kind = text(b, 4, v), 3
	case []int64:
		for _, i := range v {
			b = integer(b, 8, i)
		}
		kind = 7
	default:
		return nil, fmt.Errorf("attribute %q is a %T; use float32, int64, string or []int64", a.Name, v)
	}
	return integer(b, 20, kind), nil
}

func (t *Tensor) encode() []byte {
	var b []byte
	for _, d := range t.Shape {
		b = integer(b, 1, int64(d))
	}
	b = text(integer(b, 2, int64(t.Type)), 8, t.Name)
	return message(b, 9, t.Data)
}

func (v *Value) encode() []byte {
	var shape []byte
	for _, d := range v.Shape {
		shape = message(shape, 1, integer(nil, 1, int64(d)))
	}
	tensor := message(integer(nil, 1, int64(v.Type)), 2, shape)
	return message(text(nil, 1, v.Name), 2, message(nil, 1, tensor))
}

func integer(b []byte, field pb.Number, v int64) []byte {
	return pb.AppendVarint(pb.AppendTag(b, field, pb.VarintType), uint64(v))
}

func text(b []byte, field pb.Number, s string) []byte {
	return pb.AppendString(pb.AppendTag(b, field, pb.BytesType), s)
}

func message(b []byte, field pb.Number, body []byte) []byte {
	return pb.AppendBytes(pb.AppendTag(b, field, pb.BytesType), body)
}

func keys(m map[string]string) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}
