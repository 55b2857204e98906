package export

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/tools/onnx/wire"
)

// node maps one node of the graph to ONNX operators.
func (e *exporter) node(v graph.Value, n *graph.Node) {
	switch n.Op {
	case graph.OpInput:
		e.input(v, n, wire.Float, n.Shape)
	case graph.OpIDs:
		e.input(v, n, wire.Int32, n.Shape[:1])
	case graph.OpWeight:
		// who uses it adds it, in the orientation it needs
	case graph.OpLinear:
		e.linear(v, n)
	case graph.OpConv:
		e.conv(v, n)
	case graph.OpGroupNorm:
		e.groupNorm(v, n)
	case graph.OpLayerNorm:
		e.define(v, rows, e.emit("LayerNormalization", n.Name, []string{e.rows(n.In[0]), e.rows(n.In[1]), e.rows(n.In[2])},
			attr("axis", -1), attr("epsilon", n.Attr.Eps)))
	case graph.OpAct:
		e.act(v, n)
	case graph.OpAdd:
		e.add(v, n)
	case graph.OpAttention:
		e.attention(v, n)
	case graph.OpConcat:
		e.concat(v, n)
	case graph.OpSlice:
		e.slice(v, n)
	case graph.OpReshape:
		e.define(v, rows, e.reshape(n.Name, e.rows(n.In[0]), n.Shape...))
	case graph.OpGather:
		e.gather(v, n)
	case graph.OpUpsample:
		e.define(v, planar, e.emit("Resize", n.Name, []string{e.planar(n.In[0]), "", e.list(1, 1, 2, 2)},
			attr("mode", "nearest"), attr("coordinate_transformation_mode", "asymmetric"), attr("nearest_mode", "floor")))
	case graph.OpPool:
		e.define(v, planar, e.emit("AveragePool", n.Name, []string{e.planar(n.In[0])}, attr("kernel_shape", []int{2, 2}), attr("strides", []int{2, 2})))
	case graph.OpUnshuffle:
		e.unshuffle(v, n)
	case graph.OpShuffle:
		e.define(v, planar, e.emit("DepthToSpace", n.Name, []string{e.planar(n.In[0])}, attr("blocksize", n.Attr.Factor), attr("mode", "CRD")))
	default:
		e.fail(fmt.Errorf("%s: op %d has no ONNX form; add it to the table", n.Name, n.Op))
	}
}

func (e *exporter) input(v graph.Value, n *graph.Node, kind wire.Type, shape []int) {
	f := e.edge(n)
	if f == planar {
		shape = planarShape(n.Shape)
	}
	e.model.Graph.Inputs = append(e.model.Graph.Inputs, wire.Value{Name: n.Name, Type: kind, Shape: shape})
	e.define(v, f, n.Name)
}

// edge is the form in which the host gives or takes a value.
func (e *exporter) edge(n *graph.Node) form {
	if e.options.Planar && len(n.Shape) == 4 {
		return planar
	}
	return rows
}

// linear is a 1×1 convolution of pictures and a product of rows otherwise.
func (e *exporter) linear(v graph.Value, n *graph.Node) {
	if len(n.Shape) == 4 {
		in := []string{e.planar(n.In[0]), e.pointwise(n.In[1])}
		e.define(v, planar, e.emit("Conv", n.Name, e.biased(in, n.In[2]), attr("kernel_shape", []int{1, 1})))
		return
	}
	y := e.product(n)
	if n.In[2] != graph.None {
		y = e.emit("Add", n.Name, []string{y, e.rows(n.In[2])})
	}
	e.define(v, rows, y)
}

func (e *exporter) conv(v graph.Value, n *graph.Node) {
	w, p, s := e.shape(n.In[1]), n.Attr.Pad, n.Attr.Stride
	in := []string{e.planar(n.In[0]), e.filter(n.In[1])}
	e.define(v, planar, e.emit("Conv", n.Name, e.biased(in, n.In[2]), attr("kernel_shape", []int{w[0], w[1]}),
		attr("strides", []int{s, s}), attr("pads", []int{p, p, p, p})))
}

func (e *exporter) biased(in []string, bias graph.Value) []string {
	if bias == graph.None {
		return in
	}
	return append(in, e.rows(bias))
}

// groupNorm is what exporters of PyTorch write: an instance norm over groups,
// then gain and bias by channel.
func (e *exporter) groupNorm(v graph.Value, n *graph.Node) {
	groups, c, rank := n.Attr.Groups, n.Shape.Channels(), len(n.Shape)
	ones, zeros := make([]float32, groups), make([]float32, groups)
	for i := range ones {
		ones[i] = 1
	}
	x := e.reshape(n.Name, e.planar(n.In[0]), n.Shape[0], groups, -1)
	x = e.emit("InstanceNormalization", n.Name, []string{x, e.list(ones...), e.list(zeros...)}, attr("epsilon", n.Attr.Eps))
	x = e.reshape(n.Name, x, planarShape(n.Shape)...)
	x = e.emit("Mul", n.Name, []string{x, e.perChannel(n.In[1], c, rank)})
	x = e.emit("Add", n.Name, []string{x, e.perChannel(n.In[2], c, rank)})
	if cond := n.In[3]; cond != graph.None {
		scale, shift := e.half(n, cond, 0, c), e.half(n, cond, c, c)
		x = e.emit("Mul", n.Name, []string{x, e.emit("Add", n.Name, []string{scale, e.scalar(1)})})
		x = e.emit("Add", n.Name, []string{x, shift})
	}
	e.define(v, planar, x)
}

// perChannel is a vector [C] as [1, C, 1, …].
func (e *exporter) perChannel(v graph.Value, c, rank int) string {
	return e.reshape(e.g.Node(v).Name, e.rows(v), ones(1, c, rank)...)
}

// half is c channels of a scale-shift [B, 2C] as [B, C, 1, …].
func (e *exporter) half(n *graph.Node, cond graph.Value, from, c int) string {
	part := e.emit("Slice", n.Name, []string{e.rows(cond), e.ints(from), e.ints(from + c), e.ints(1)})
	return e.reshape(n.Name, part, ones(n.Shape[0], c, len(n.Shape))...)
}

// ones is [b, c, 1, …] of a rank.
func ones(b, c, rank int) []int {
	shape := []int{b, c}
	for len(shape) < rank {
		shape = append(shape, 1)
	}
	return shape
}

func (e *exporter) act(v graph.Value, n *graph.Node) {
	f := e.native(n.In[0])
	x := e.in(n.In[0], f)
	switch n.Attr.Act {
	case graph.SiLU:
		x = e.emit("Mul", n.Name, []string{x, e.emit("Sigmoid", n.Name, []string{x})})
	case graph.GELU:
		x = e.emit("Gelu", n.Name, []string{x})
	case graph.QuickGELU:
		scaled := e.emit("Mul", n.Name, []string{x, e.scalar(1.702)})
		x = e.emit("Mul", n.Name, []string{x, e.emit("Sigmoid", n.Name, []string{scaled})})
	}
	e.define(v, f, x)
}

func (e *exporter) add(v graph.Value, n *graph.Node) {
	x, z := n.In[0], n.In[1]
	f := e.native(x)
	if len(n.Shape) == 4 && e.shape(z).Equal(n.Shape) && e.native(z) == planar {
		f = planar // rather transpose the operand that has been rows
	}
	e.define(v, f, e.emit("Add", n.Name, []string{e.in(x, f), e.broadcast(n, z, f)}))
}

// broadcast is z with the rank of n, ones where it repeats.
func (e *exporter) broadcast(n *graph.Node, z graph.Value, f form) string {
	zs, s := e.shape(z), n.Shape
	if zs.Equal(s) {
		return e.in(z, f)
	}
	to := append(tensor.Shape{}, s...)
	_, period, _ := graph.Broadcast(s, zs)
	switch {
	case period == s.Rows():
	case len(s) > 1 && period == s[1:].Rows():
		to[0] = 1
	default: // one row a picture, or one for all
		to = append(tensor.Shape{period}, ones(1, 1, len(s))[2:]...)
		to = append(to, s.Channels())
	}
	wide := e.reshape(n.Name, e.rows(z), to...)
	if f == rows || len(s) < 3 {
		return wide
	}
	return e.emit("Transpose", n.Name, []string{wide}, attr("perm", planarOrder(len(s))))
}

func (e *exporter) concat(v graph.Value, n *graph.Node) {
	f := rows
	for _, x := range n.In {
		if len(n.Shape) == 4 && e.native(x) == planar {
			f = planar
		}
	}
	in := make([]string, len(n.In))
	for i, x := range n.In {
		if in[i] = e.rows(x); f == planar {
			in[i] = e.planar(x)
		}
	}
	e.define(v, f, e.emit("Concat", n.Name, in, attr("axis", axis(n.Attr.Axis, len(n.Shape), f))))
}

func (e *exporter) slice(v graph.Value, n *graph.Node) {
	e.define(v, rows, e.emit("Slice", n.Name, []string{e.rows(n.In[0]), e.ints(n.Attr.From), e.ints(n.Attr.To), e.ints(n.Attr.Axis)}))
}

func (e *exporter) gather(v graph.Value, n *graph.Node) {
	table, s := e.rows(n.In[0]), e.shape(n.In[0])
	if len(s) != 2 {
		table = e.reshape(n.Name, table, s.Rows(), s.Channels())
	}
	e.define(v, rows, e.emit("Gather", n.Name, []string{table, e.rows(n.In[1])}, attr("axis", 0)))
}

// unshuffle spells out space to channels in our order of channels, which is
// not that of SpaceToDepth.
func (e *exporter) unshuffle(v graph.Value, n *graph.Node) {
	r, s, y := n.Attr.Factor, e.shape(n.In[0]), n.Shape
	x := e.reshape(n.Name, e.planar(n.In[0]), s[0], s[3], y[1], r, y[2], r)
	x = e.emit("Transpose", n.Name, []string{x}, attr("perm", []int{0, 1, 3, 5, 2, 4}))
	e.define(v, planar, e.reshape(n.Name, x, planarShape(y)...))
}

func (e *exporter) reshape(name, x string, dims ...int) string {
	return e.emit("Reshape", name, []string{x, e.ints(dims...)})
}
