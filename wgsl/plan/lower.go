package plan

import (
	"math"

	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/wgsl"
)

// node emits the calls of one graph node, unless a consumer absorbs it.
func (l *lowering) node(v graph.Value) {
	if _, absorbed := l.fused.into[v]; absorbed || l.err != nil {
		return
	}
	n := l.g.Node(v)
	switch n.Op {
	case graph.OpInput, graph.OpIDs, graph.OpWeight:
		l.leaf(n)
	case graph.OpLinear, graph.OpConv, graph.OpGroupNorm:
		l.produce(v, n, v, graph.Identity, graph.None)
	case graph.OpLayerNorm:
		l.layerNorm(n, v)
	case graph.OpAct:
		l.act(n, v)
	case graph.OpAdd:
		l.sum(n, v)
	case graph.OpAttention:
		l.attention(n, v)
	case graph.OpConcat:
		l.concat(n, v)
	case graph.OpSlice:
		l.slice(n, v)
	case graph.OpReshape:
		l.alias[v] = n.In[0]
	case graph.OpGather:
		l.gather(n, v)
	case graph.OpUpsample, graph.OpPool, graph.OpUnshuffle, graph.OpShuffle:
		l.resample(n, v)
	}
}

// leaf records a weight's storage; inputs need no call.
func (l *lowering) leaf(n *graph.Node) {
	if n.Op != graph.OpWeight {
		return
	}
	f := Format{}
	if n.Attr.Kind != graph.Vector {
		var ok bool
		if f, ok = l.formats(n.Name); !ok {
			l.fail(n, "the model has no such weight; convert it again with this version")
			return
		}
	}
	rows, ld := weightRows(n), weightStride(n)
	use := weightUse{name: n.Name, format: f, bytes: elementBytes(f.Element, rows*ld)}
	if f.Element >= wgsl.I8 {
		use.scale = tensor.Pad(2*ld*((rows+f.Group-1)/f.Group), 4)
	}
	l.weights = append(l.weights, use)
}

// weightRows is how many rows of columns a weight stores.
func weightRows(n *graph.Node) int {
	s := n.Shape
	switch n.Attr.Kind {
	case graph.Matrix:
		return tensor.Pad(s[0], 4)
	case graph.Filter:
		return s[0] * s[1] * tensor.Pad(s[2], 4)
	}
	return s.Rows()
}

// weightStride is the stored row length: eight columns make one tile.
func weightStride(n *graph.Node) int {
	if n.Attr.Kind == graph.Vector {
		return n.Shape.Stride()
	}
	return tensor.Pad(n.Shape.Channels(), 8)
}

func elementBytes(e wgsl.Element, n int) int {
	return n * [...]int{8, 4, 2, 1}[e] / 2
}

// format is the storage of a node used as a weight; values are f32.
func (l *lowering) format(n *graph.Node) Format {
	if n.Op == graph.OpWeight && n.Attr.Kind != graph.Vector {
		f, _ := l.formats(n.Name)
		return f
	}
	return Format{}
}

// scale is the scale operand of a weight, absent for float formats.
func (l *lowering) scale(n *graph.Node) operand {
	if l.format(n).Element >= wgsl.I8 {
		return operand{kind: ofScale, name: n.Name}
	}
	return operand{}
}

// produce emits producer from with its epilogue; n is the node whose value v it
// defines (the producer's own, or the activation or sum that absorbed it).
func (l *lowering) produce(from graph.Value, n *graph.Node, v graph.Value, act graph.Act, residual graph.Value) {
	p := l.g.Node(from)
	switch p.Op {
	case graph.OpLinear:
		l.linear(p, n, v, act, residual)
	case graph.OpConv:
		l.conv(from, v, residual)
	case graph.OpGroupNorm:
		l.groupNorm(p, n, v, act)
	}
}

// linear adds up over the parts of its operand: each but the last leaves its sum
// for the next as a residual.
func (l *lowering) linear(p, n *graph.Node, v graph.Value, act graph.Act, residual graph.Value) {
	parts := l.parts(p.In[0])
	sum := l.val(residual)
	for _, x := range parts[:len(parts)-1] {
		next := l.temp(p.Shape.Bytes() / 4)
		l.matmul(p, n, x, [4]uint8{0, 0, flag(sum.kind != absent)}, sum, next)
		sum = next
	}
	l.matmul(p, n, parts[len(parts)-1], [4]uint8{uint8(act), flag(p.In[2] != graph.None), flag(sum.kind != absent)}, sum, l.val(v))
}

func (l *lowering) matmul(p, n *graph.Node, x part, epilogue [4]uint8, sum, y operand) {
	w := l.g.Node(p.In[1])
	f := l.format(w)
	k := wgsl.Variant{Kernel: "matmul", Element: f.Element, Choices: epilogue}
	params := []int{p.Shape.Rows(), x.channels, p.Shape.Channels(), x.channels, weightStride(w), p.Shape.Stride(), max(f.Group, 1), x.begin}
	if r := l.recipe(matmulTask(f.Element, params[0], params[1], params[2])); r.Kernel != k.Kernel {
		k, params = r.call(k, params)
	}
	l.emit(n, k, params, x.x, l.val(p.In[1]), l.scale(w), l.val(p.In[2]), sum, y)
}

// call is that of the recipe's kernel in place of a plain one's: what the plain one
// has as choices it takes as params.
func (r Recipe) call(plain wgsl.Variant, params []int) (wgsl.Variant, []int) {
	for i := range wgsl.Specs()[plain.Kernel].Overrides {
		params = append(params, int(plain.Choices[i]))
	}
	return wgsl.Variant{Kernel: r.Kernel, Element: plain.Element, Choices: [4]uint8{r.Tile}}, params
}

// chunkPixels is how many pixels one invocation, or on a GPU one workgroup, of
// the statistics kernel sums: enough chunks to fill the device, few enough that
// combining them stays cheap.
func (a Adapter) chunkPixels() int {
	if a.Class == GPU {
		return 256
	}
	return 64
}

func (l *lowering) groupNorm(p, n *graph.Node, v graph.Value, act graph.Act) {
	s := p.Shape
	l.emit(n, wgsl.Variant{Kernel: "affine", Choices: [4]uint8{uint8(act)}},
		[]int{s[0], s.Rows() / s[0], s.Stride()}, l.val(p.In[0]), l.normCoefs(p, n), l.val(v))
}

func (l *lowering) layerNorm(n *graph.Node, v graph.Value) {
	l.emit(n, l.options.Adapter.wide("layernorm"),
		[]int{n.Shape.Rows(), n.Shape.Channels(), n.Shape.Stride(), bits(n.Attr.Eps)},
		l.val(n.In[0]), l.val(n.In[1]), l.val(n.In[2]), l.val(v))
}

func (l *lowering) act(n *graph.Node, v graph.Value) {
	if p, ok := l.fused.producer[v]; ok {
		l.produce(p, n, v, n.Attr.Act, graph.None)
		return
	}
	l.emit(n, wgsl.Variant{Kernel: "act", Choices: [4]uint8{uint8(n.Attr.Act)}},
		[]int{n.Shape.Bytes() / 4}, l.val(n.In[0]), l.val(v))
}

func (l *lowering) sum(n *graph.Node, v graph.Value) {
	x, z := n.In[0], n.In[1]
	if p, ok := l.fused.producer[v]; ok {
		if p == x {
			x = z
		}
		l.produce(p, n, v, graph.Identity, x)
		return
	}
	div, mod, _ := graph.Broadcast(l.g.Node(x).Shape, l.g.Node(z).Shape)
	l.emit(n, wgsl.Variant{Kernel: "add"},
		[]int{n.Shape.Rows(), n.Shape.Stride(), div, mod}, l.val(x), l.val(z), l.val(v))
}

func bits(x float64) int { return int(math.Float32bits(float32(x))) }
