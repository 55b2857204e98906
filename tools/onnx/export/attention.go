package export

import (
	"fmt"
	"math"

	"unclip/models/graph"
	"unclip/tools/onnx/wire"
)

// hidden is added to the scores of keys that a query may not see.
const hidden = -1e30

// attention joins the key segments and attends, fused or spelled out.
func (e *exporter) attention(v graph.Value, n *graph.Node) {
	segments := n.Attr.KeySegments
	q := e.rows(n.In[0])
	k, val := e.joined(n, n.In[1:1+segments]), e.joined(n, n.In[1+segments:1+2*segments])
	if e.options.Contrib {
		e.define(v, rows, e.contrib("MultiHeadAttention", n.Name, []string{q, k, val, "", "", e.bias(n)}, attr("num_heads", n.Attr.Heads)))
		return
	}
	e.define(v, rows, e.attend(n, q, k, val))
}

func (e *exporter) joined(n *graph.Node, segments []graph.Value) string {
	if len(segments) == 1 {
		return e.rows(segments[0])
	}
	return e.emit("Concat", n.Name, []string{e.rows(segments[0]), e.rows(segments[1])}, attr("axis", 1))
}

// attend is softmax(q·kᵀ/√d + bias)·v head by head.
func (e *exporter) attend(n *graph.Node, q, k, v string) string {
	heads, c := n.Attr.Heads, n.Shape.Channels()
	split := func(x string, length int, order ...int) string {
		x = e.reshape(n.Name, x, n.Shape[0], length, heads, c/heads)
		return e.emit("Transpose", n.Name, []string{x}, attr("perm", order))
	}
	keys := e.keys(n)
	s := e.emit("MatMul", n.Name, []string{split(q, n.Shape[1], 0, 2, 1, 3), split(k, keys, 0, 2, 3, 1)})
	s = e.emit("Mul", n.Name, []string{s, e.scalar(1 / math.Sqrt(float64(c/heads)))})
	if bias := e.bias(n); bias != "" {
		s = e.emit("Add", n.Name, []string{s, bias})
	}
	s = e.emit("Softmax", n.Name, []string{s}, attr("axis", -1))
	y := e.emit("MatMul", n.Name, []string{s, split(v, keys, 0, 2, 1, 3)})
	y = e.emit("Transpose", n.Name, []string{y}, attr("perm", []int{0, 2, 1, 3}))
	return e.reshape(n.Name, y, n.Shape...)
}

// keys counts the keys of all segments.
func (e *exporter) keys(n *graph.Node) int {
	total := 0
	for _, k := range n.In[1 : 1+n.Attr.KeySegments] {
		total += e.shape(k)[1]
	}
	return total
}

// mask is the mask operand of an attention, or graph.None.
func mask(n *graph.Node) graph.Value { return n.In[1+2*n.Attr.KeySegments] }

// biasKey says when two attentions can share a bias.
type biasKey struct {
	mask          graph.Value
	queries, keys int
	causal        bool
	offset        int
}

func (e *exporter) biasOf(n *graph.Node) biasKey {
	return biasKey{mask(n), n.Shape[1], e.keys(n), n.Attr.Causal, n.Attr.Offset}
}

func biasName(i int) string { return fmt.Sprintf("bias.%d", i) }

// biasShape is [B, 1, queries, keys].
func (e *exporter) biasShape(n *graph.Node) []int {
	return []int{n.Shape[0], 1, n.Shape[1], e.keys(n)}
}

// masked lists the attentions of steps whose mask only the prompt changes, one
// for each bias.
func (e *exporter) masked() []*graph.Node {
	var list []*graph.Node
	seen := map[biasKey]bool{}
	for i := range e.g.Nodes {
		n := &e.g.Nodes[i]
		if keptMask(e.g, n) && !seen[e.biasOf(n)] {
			seen[e.biasOf(n)] = true
			list = append(list, n)
		}
	}
	return list
}

// keptMask tells attentions of steps whose mask only the prompt changes.
func keptMask(g *graph.Graph, n *graph.Node) bool {
	return n.Op == graph.OpAttention && n.Rate == graph.Step && mask(n) != graph.None && g.Node(mask(n)).Rate == graph.Prompt
}

// bias is what is added to the scores, "" if nothing is hidden; attentions
// that hide the same keys share it.
func (e *exporter) bias(n *graph.Node) string {
	key := e.biasOf(n)
	if name, ok := e.biases[key]; ok {
		return name
	}
	name := ""
	if n.Attr.Causal {
		name = e.causal(n)
	}
	if mask(n) != graph.None {
		m := e.maskBias(n)
		if name == "" {
			name = e.emit("Expand", n.Name, []string{m, e.ints(e.biasShape(n)...)})
		} else {
			name = e.emit("Add", n.Name, []string{m, name})
		}
	}
	e.biases[key] = name
	return name
}

// maskBias turns a mask [B, L0] of the first segment into [B, 1, 1, keys].
func (e *exporter) maskBias(n *graph.Node) string {
	s := e.shape(mask(n))
	m := e.emit("Mul", n.Name, []string{e.emit("Sub", n.Name, []string{e.rows(mask(n)), e.scalar(1)}), e.scalar(-hidden)})
	if rest := e.keys(n) - s[1]; rest > 0 {
		zeros := e.constant(wire.Float, []int{s[0], rest}, make([]byte, 4*s[0]*rest))
		m = e.emit("Concat", n.Name, []string{m, zeros}, attr("axis", 1))
	}
	return e.reshape(n.Name, m, s[0], 1, 1, e.keys(n))
}

// causal hides later keys: [1, 1, queries, keys].
func (e *exporter) causal(n *graph.Node) string {
	queries, keys := n.Shape[1], e.keys(n)
	values := make([]float32, queries*keys)
	for i := range values {
		if i%keys > n.Attr.Offset+i/keys {
			values[i] = hidden
		}
	}
	return e.constant(wire.Float, []int{1, 1, queries, keys}, floats(values))
}
