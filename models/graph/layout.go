package graph

import "unclip/models/tensor"

// Concat joins values along one axis; all other dimensions agree.
func (b *Builder) Concat(axis int, xs ...Value) Value {
	if !b.ok(xs...) || len(xs) == 0 {
		return b.fail("concat", "nothing to join")
	}
	shape := append(tensor.Shape{}, b.Shape(xs[0])...)
	for _, x := range xs[1:] {
		s := b.Shape(x)
		if len(s) != len(shape) {
			return b.fail("concat", "ranks of %v and %v differ", shape, s)
		}
		for d := range s {
			if d != axis && s[d] != shape[d] {
				return b.fail("concat", "%v and %v differ outside axis %d", shape, s, axis)
			}
		}
		shape[axis] += s[axis]
	}
	return b.add(Node{Op: OpConcat, Name: "concat", In: xs, Shape: shape, Attr: Attr{Axis: axis}})
}

// Slice keeps indices from ≤ i < to of one axis.
func (b *Builder) Slice(x Value, axis, from, to int) Value {
	if !b.ok(x) {
		return None
	}
	shape := append(tensor.Shape{}, b.Shape(x)...)
	if axis < 0 || axis >= len(shape) || from < 0 || to > shape[axis] || from >= to {
		return b.fail("slice", "[%d:%d] of axis %d of %v", from, to, axis, shape)
	}
	shape[axis] = to - from
	return b.add(Node{Op: OpSlice, Name: "slice", In: []Value{x}, Shape: shape, Attr: Attr{Axis: axis, From: from, To: to}})
}

// Reshape regroups elements in storage order. Channel counts may change only
// if neither side is padded, since rows are stored padded to four channels.
func (b *Builder) Reshape(x Value, dims ...int) Value {
	if !b.ok(x) {
		return None
	}
	s, t := b.Shape(x), tensor.Shape(dims)
	if s.Elements() != t.Elements() || s.Channels() != t.Channels() && (s.Channels()%4 != 0 || t.Channels()%4 != 0) {
		return b.fail("reshape", "%v does not reshape to %v in padded storage", s, t)
	}
	return b.add(Node{Op: OpReshape, Name: "reshape", In: []Value{x}, Shape: t})
}

// Gather takes rows of table [V, C] by ids [n, 1], giving [n, C]. The table is
// a Table weight or any f32 value (its rows are counted over leading dimensions).
func (b *Builder) Gather(name string, table, ids Value) Value {
	if !b.ok(table, ids) {
		return None
	}
	c := b.Shape(table).Channels()
	return b.add(Node{Op: OpGather, Name: name, In: []Value{table, ids}, Shape: tensor.Shape{b.Shape(ids)[0], c}})
}

// Upsample doubles height and width by repeating pixels.
func (b *Builder) Upsample(x Value) Value { return b.resample(OpUpsample, x, 2, 1) }

// Pool halves height and width by averaging 2×2 pixels.
func (b *Builder) Pool(x Value) Value { return b.resample(OpPool, x, 1, 2) }

func (b *Builder) resample(op Op, x Value, up, down int) Value {
	if !b.ok(x) {
		return None
	}
	s := b.Shape(x)
	if len(s) != 4 || s[1]%down != 0 || s[2]%down != 0 {
		return b.fail("resample", "%v has no even height and width", s)
	}
	return b.add(Node{Op: op, Name: "resample", In: []Value{x}, Shape: tensor.Shape{s[0], s[1] * up / down, s[2] * up / down, s[3]}})
}

// Unshuffle moves r×r blocks of pixels into channels (channel c, row dy,
// column dx of the block becomes channel c·r² + dy·r + dx).
func (b *Builder) Unshuffle(x Value, r int) Value {
	if !b.ok(x) {
		return None
	}
	s := b.Shape(x)
	if len(s) != 4 || r < 1 || s[1]%r != 0 || s[2]%r != 0 {
		return b.fail("unshuffle", "%v by %d", s, r)
	}
	return b.add(Node{Op: OpUnshuffle, Name: "unshuffle", In: []Value{x},
		Shape: tensor.Shape{s[0], s[1] / r, s[2] / r, s[3] * r * r}, Attr: Attr{Factor: r}})
}

// Shuffle is the inverse of Unshuffle.
func (b *Builder) Shuffle(x Value, r int) Value {
	if !b.ok(x) {
		return None
	}
	s := b.Shape(x)
	if len(s) != 4 || r < 1 || s[3]%(r*r) != 0 {
		return b.fail("shuffle", "%v by %d", s, r)
	}
	return b.add(Node{Op: OpShuffle, Name: "shuffle", In: []Value{x},
		Shape: tensor.Shape{s[0], s[1] * r, s[2] * r, s[3] / (r * r)}, Attr: Attr{Factor: r}})
}
