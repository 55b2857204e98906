package gputest

import (
	"unclip/models/tensor"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// sheet builds a plan by hand, one buffer a value; buffer 0 is the Zero buffer.
type sheet struct{ plan.Plan }

func newSheet() *sheet {
	return &sheet{plan.Plan{Buffers: []plan.Buffer{{Memory: plan.Zero, Bytes: 256}}}}
}

// value adds a buffer for a shape.
func (s *sheet) value(m plan.Memory, shape tensor.Shape) plan.Binding {
	return s.room(m, shape.Bytes())
}

func (s *sheet) room(m plan.Memory, bytes int) plan.Binding {
	s.Buffers = append(s.Buffers, plan.Buffer{Memory: m, Bytes: tensor.Pad(bytes, 256)})
	return plan.Binding{Buffer: len(s.Buffers) - 1, Bytes: bytes}
}

func (s *sheet) input(name string, shape tensor.Shape) plan.Binding {
	b := s.value(plan.Input, shape)
	s.Inputs = append(s.Inputs, plan.Port{Name: name, Shape: shape, Binding: b})
	return b
}

func (s *sheet) output(name string, shape tensor.Shape, b plan.Binding) plan.Binding {
	if b.Bytes == 0 {
		b = s.value(plan.Output, shape)
	}
	s.Outputs = append(s.Outputs, plan.Port{Name: name, Shape: shape, Binding: b})
	return b
}

func dispatch(kernel string, params []uint32, bindings ...plan.Binding) plan.Dispatch {
	v := wgsl.Variant{Kernel: kernel}
	n, err := wgsl.Invocations(v, params)
	if err != nil {
		n = 1 // for plans that must be refused
	}
	return plan.Dispatch{Variant: v, Params: params, Bindings: bindings, Groups: wgsl.Grid(n), Label: kernel}
}

// duplicate is y = x.
func duplicate(shape tensor.Shape, x, y plan.Binding) plan.Dispatch {
	r, c, ld := uint32(shape.Rows()), uint32(shape.Channels()), uint32(shape.Stride())
	return dispatch("copy", []uint32{1, r, c, ld, 0, 0, ld, 0, 0, ld}, x, y)
}

// sum is y = x + z.
func sum(shape tensor.Shape, x, z, y plan.Binding) plan.Dispatch {
	r, ld := uint32(shape.Rows()), uint32(shape.Stride())
	return dispatch("add", []uint32{r, ld, 1, r}, x, z, y)
}

// take is y = table[ids].
func take(rows, channels, v int, ids, table, y plan.Binding) plan.Dispatch {
	ld := uint32(tensor.Pad(channels, 4))
	return dispatch("gather", []uint32{uint32(rows), uint32(channels), uint32(v), tableStride(channels), ld, 0}, ids, table, plan.Binding{Bytes: 256}, y)
}

// tableStride is how far apart the rows of a table are stored, in elements.
func tableStride(channels int) uint32 { return uint32(tensor.Pad(channels, 8)) }

// echo is the plan y = x.
func echo(shape tensor.Shape) *plan.Plan {
	s := newSheet()
	x := s.input("x", shape)
	s.Step = append(s.Step, duplicate(shape, x, s.output("y", shape, plan.Binding{})))
	return &s.Plan
}
