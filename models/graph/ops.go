package graph

import "unclip/models/tensor"

// Linear is x·W + bias with x [..., K], W [K, N]; bias [N] may be None.
func (b *Builder) Linear(name string, x, w, bias Value) Value {
	if !b.ok(x, w) {
		return None
	}
	xs, ws := b.Shape(x), b.Shape(w)
	if xs.Channels() != ws[0] {
		return b.fail(name, "input has %d channels, weight wants %d", xs.Channels(), ws[0])
	}
	return b.add(Node{Op: OpLinear, Name: name, In: []Value{x, w, bias}, Shape: withChannels(xs, ws[1])})
}

// Conv is a 2-D convolution of x [B, H, W, IC] with w [kh, kw, IC, OC].
func (b *Builder) Conv(name string, x, w, bias Value, stride, pad int) Value {
	if !b.ok(x, w) {
		return None
	}
	xs, ws := b.Shape(x), b.Shape(w)
	if len(xs) != 4 || len(ws) != 4 || xs[3] != ws[2] {
		return b.fail(name, "convolution of %v with filter %v", xs, ws)
	}
	oh, ow := (xs[1]+2*pad-ws[0])/stride+1, (xs[2]+2*pad-ws[1])/stride+1
	return b.add(Node{Op: OpConv, Name: name, In: []Value{x, w, bias},
		Shape: tensor.Shape{xs[0], oh, ow, ws[3]}, Attr: Attr{Stride: stride, Pad: pad}})
}

// GroupNorm normalises x [B, ..., C] over groups of channels and all positions;
// scaleShift [B, 2C] (or None) multiplies by 1+scale and adds shift.
func (b *Builder) GroupNorm(name string, x, gain, bias, scaleShift Value, groups int, eps float64) Value {
	if !b.ok(x, gain, bias) {
		return None
	}
	xs := b.Shape(x)
	if c := xs.Channels(); groups < 1 || c%groups != 0 {
		return b.fail(name, "%d channels do not divide into %d groups", c, groups)
	}
	if scaleShift != None && b.Shape(scaleShift).Channels() != 2*xs.Channels() {
		return b.fail(name, "scale-shift %v for %d channels", b.Shape(scaleShift), xs.Channels())
	}
	return b.add(Node{Op: OpGroupNorm, Name: name, In: []Value{x, gain, bias, scaleShift}, Shape: xs,
		Attr: Attr{Groups: groups, Eps: eps}})
}

// LayerNorm normalises each channel row of x.
func (b *Builder) LayerNorm(name string, x, gain, bias Value, eps float64) Value {
	if !b.ok(x, gain, bias) {
		return None
	}
	return b.add(Node{Op: OpLayerNorm, Name: name, In: []Value{x, gain, bias}, Shape: b.Shape(x), Attr: Attr{Eps: eps}})
}

// Act applies a pointwise activation.
func (b *Builder) Act(x Value, act Act) Value {
	if !b.ok(x) || act == Identity {
		return x
	}
	return b.add(Node{Op: OpAct, Name: "act", In: []Value{x}, Shape: b.Shape(x), Attr: Attr{Act: act}})
}

// Add is x + z; z may lack leading dimensions of x, or have ones in them, or
// be [B, C] against x [B, ..., C].
func (b *Builder) Add(x, z Value) Value {
	if !b.ok(x, z) {
		return None
	}
	if _, _, ok := Broadcast(b.Shape(x), b.Shape(z)); !ok {
		return b.fail("add", "cannot add %v to %v", b.Shape(z), b.Shape(x))
	}
	return b.add(Node{Op: OpAdd, Name: "add", In: []Value{x, z}, Shape: b.Shape(x)})
}

// Broadcast tells which row of z is added to row r of x: (r / div) mod mod.
func Broadcast(x, z tensor.Shape) (div, mod int, ok bool) {
	if x.Channels() != z.Channels() {
		return 0, 0, false
	}
	zr := z.Rows()
	switch {
	case zr == x.Rows(), len(z) >= 1 && len(x) > 1 && zr == x[1:].Rows():
		return 1, zr, true // same rows, or repeated over the batch
	case len(x) > 0 && zr == x[0]:
		return x.Rows() / zr, zr, true // one row per picture
	case zr == 1:
		return 1, 1, true
	}
	return 0, 0, false
}

// Attention is softmax(q·kᵀ/√d)·v. q is [B, Lq, heads·d] (pictures are
// flattened by the caller); keys and values come as one or two segments, the
// first of which mask [B, L0] (or None; 1 = visible, 0 = hidden) covers.
func (b *Builder) Attention(name string, q Value, k, v []Value, mask Value, heads int, causal bool, offset int) Value {
	if !b.ok(q) || !b.ok(k...) || !b.ok(v...) {
		return None
	}
	qs := b.Shape(q)
	if len(k) < 1 || len(k) > 2 || len(k) != len(v) || len(qs) != 3 || heads < 1 || heads > qs[2] || qs[2]%(4*heads) != 0 {
		return b.fail(name, "attention with %d key and %d value segments, query %v, %d heads", len(k), len(v), qs, heads)
	}
	for i := range k {
		if ks := b.Shape(k[i]); len(ks) != 3 || !ks.Equal(b.Shape(v[i])) || ks[0] != qs[0] || ks[2] != qs[2] {
			return b.fail(name, "keys %v, values %v for query %v", ks, b.Shape(v[i]), qs)
		}
	}
	in := append(append([]Value{q}, k...), v...)
	return b.add(Node{Op: OpAttention, Name: name, In: append(in, mask), Shape: qs,
		Attr: Attr{Heads: heads, KeySegments: len(k), Causal: causal, Offset: offset}})
}

func withChannels(s tensor.Shape, c int) tensor.Shape {
	out := append(tensor.Shape{}, s...)
	out[len(out)-1] = c
	return out
}
