package export

import (
	"fmt"
	"math"

	"unclip/models/graph"
	"unclip/models/weights"
	"unclip/tools/onnx/wire"
)

// Weight is a tensor of the model as it is stored.
type Weight struct {
	*weights.Tensor
	Data, Scale []byte
}

// Source gives a weight by name.
type Source func(name string) (Weight, error)

// plain is a weight in the orientation of the graph.
func (e *exporter) plain(v graph.Value) string {
	n := e.g.Node(v)
	return e.weight(n.Name, "", n.Shape, func(x []float32) []float32 { return x })
}

// filter is a weight [kh, kw, IC, OC] as [OC, IC, kh, kw].
func (e *exporter) filter(v graph.Value) string {
	n := e.g.Node(v)
	s := n.Shape
	return e.weight(n.Name, ".oihw", []int{s[3], s[2], s[0], s[1]}, func(x []float32) []float32 {
		return transposed(x, s[0]*s[1], s[2], s[3])
	})
}

// pointwise is a matrix [K, N] as a filter [N, K, 1, 1].
func (e *exporter) pointwise(v graph.Value) string {
	n := e.g.Node(v)
	s := n.Shape
	return e.weight(n.Name, ".oihw", []int{s[1], s[0], 1, 1}, func(x []float32) []float32 {
		return transposed(x, 1, s[0], s[1])
	})
}

// transposed turns [taps, ic, oc] into [oc, ic, taps].
func transposed(x []float32, taps, ic, oc int) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		t, c, o := i/oc/ic, i/oc%ic, i%oc
		out[(o*ic+c)*taps+t] = v
	}
	return out
}

// weight adds a weight as f32, once for each orientation.
func (e *exporter) weight(name, suffix string, shape []int, orient func([]float32) []float32) string {
	if known, ok := e.constants[name+suffix]; ok {
		return known
	}
	w, err := e.source(name)
	if err != nil {
		e.fail(err)
		return ""
	}
	values, err := weights.Unpack(w.Kind, w.DType, w.Shape, w.Group, w.Data, w.Scale)
	if err != nil {
		e.fail(fmt.Errorf("weight %q: %w", name, err))
		return ""
	}
	e.constants[name+suffix] = name + suffix
	e.model.Graph.Weights = append(e.model.Graph.Weights, wire.Tensor{Name: name + suffix, Type: wire.Float, Shape: shape, Data: floats(orient(values))})
	return name + suffix
}

// product is x·W, with W as stored where that is asked for and possible.
func (e *exporter) product(n *graph.Node) string {
	x, w := e.rows(n.In[0]), e.g.Node(n.In[1])
	if e.options.Quantized {
		stored, err := e.source(w.Name)
		if err != nil {
			e.fail(err)
			return ""
		}
		if g := stored.Group; stored.DType.Quantized() && g >= 16 && g&(g-1) == 0 {
			return e.blocks(n, x, stored)
		}
	}
	return e.emit("MatMul", n.Name, []string{x, e.rows(n.In[1])})
}

// blocks multiplies by a quantised matrix [K, N] in the integers that are stored.
func (e *exporter) blocks(n *graph.Node, x string, w Weight) string {
	name, bits, rows := w.Name+".blocks", map[weights.DType]int{weights.I8: 8, weights.I4: 4}[w.DType], e.options.Block
	if rows == 0 {
		rows = w.Group
	}
	if _, known := e.constants[name]; !known {
		e.constants[name] = name
		e.addBlocks(name, bits, rows, w)
	}
	return e.contrib("MatMulNBits", n.Name, []string{x, name, name + ".scale"}, attr("K", w.Shape[0]), attr("N", w.Shape[1]),
		attr("bits", bits), attr("block_size", rows), attr("accuracy_level", e.options.Accuracy))
}

// addBlocks turns columns into blocks of so many rows along K, with integers
// unsigned about a middle of 128 or 8.
func (e *exporter) addBlocks(name string, bits, rows int, w Weight) {
	l, err := w.Layout()
	if err != nil {
		e.fail(err)
		return
	}
	k, cols, count := w.Shape[0], w.Shape[1], (w.Shape[0]+rows-1)/rows
	middle := 1 << (bits - 1)
	data, scales := make([]byte, cols*count*rows*bits/8), make([]float32, cols*count)
	for c := range cols {
		scale := func(r int) float32 { return weights.FromF16(half(w.Scale, r/w.Group*l.Cols+c)) }
		for r := range count * rows {
			block := &scales[c*count+r/rows]
			if r%rows == 0 {
				*block = largest(scale, r, min(r+rows, k), w.Group)
			}
			q := middle // pads are zero
			if r < k && *block != 0 {
				q += rescaled(int(unsigned(w.DType, w.Data, r*l.Cols+c))-middle, scale(r), *block)
			}
			at := c*count*rows + r
			data[at*bits/8] |= byte(q) << (at * bits % 8)
		}
	}
	e.model.Graph.Weights = append(e.model.Graph.Weights,
		wire.Tensor{Name: name, Type: wire.Uint8, Shape: []int{cols, count, rows * bits / 8}, Data: data},
		wire.Tensor{Name: name + ".scale", Type: wire.Float, Shape: []int{cols, count}, Data: floats(scales)})
}

// largest is the largest scale of the groups that rows [from, to) touch.
func largest(scale func(r int) float32, from, to, group int) float32 {
	top := scale(from)
	for r := from; r < to; r += group {
		top = max(top, scale(r))
	}
	return top
}

// rescaled is the integer that stands for q·from in units of to.
func rescaled(q int, from, to float32) int {
	return int(math.Round(float64(q) * float64(from) / float64(to)))
}

// unsigned is the stored integer at a flat index plus 128 or 8.
func unsigned(d weights.DType, data []byte, i int) byte {
	if d == weights.I8 {
		return data[i] + 128
	}
	return data[i/2] >> (4 * (i % 2)) & 15
}

func half(data []byte, i int) uint16 { return uint16(data[2*i]) | uint16(data[2*i+1])<<8 }
