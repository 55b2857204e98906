package gputest

import (
	"encoding/binary"
	"math"
	"slices"

	"unclip/models/tensor"
	"unclip/wgsl/plan"
)

func testInfo(b *bench) {
	i := b.device.Info()
	if i.MaxBufferBytes < 1<<27 || i.MaxBindingBytes < 1<<27 {
		b.Errorf("%+v: WebGPU's default is 128 MiB a binding and 256 MiB a buffer", i)
	}
	b.Logf("%+v", i)
}

func testPadding(b *bench) {
	for _, shape := range []tensor.Shape{{2, 3}, {5}, {1, 4}, {3, 1}, {2, 2, 5}, {7, 9, 3}, {1, 64, 64, 3}, {4, 8}} {
		r := b.load(echo(shape))
		r.set("x", ramp(shape, .5)...).step().want("y", ramp(shape, .5)...)
		r.set("x", ramp(shape, -1)...).step().want("y", ramp(shape, -1)...)
		r.Release()
	}
}

// table stores [rows, channels] as kernels read it.
func table(channels int, values []float32) []byte {
	ld := int(tableStride(channels))
	bytes := make([]byte, 4*ld*(len(values)/channels))
	for i, x := range values {
		binary.LittleEndian.PutUint32(bytes[4*(i/channels*ld+i%channels):], math.Float32bits(x))
	}
	return bytes
}

func testIDs(b *bench) {
	s, shape := newSheet(), tensor.Shape{5, 6}
	ids, w := s.input("ids", tensor.Shape{5, 1}), s.room(plan.Weights, len(table(6, ramp(tensor.Shape{7, 6}, 1))))
	s.Step = append(s.Step, take(5, 6, 7, ids, w, s.output("y", shape, plan.Binding{})))
	r := b.load(&s.Plan)
	defer r.Release()
	bytes := table(6, ramp(tensor.Shape{7, 6}, 1))
	r.ok(r.Upload(b.Context(), w, b.sources[0](bytes), 0, len(bytes)))
	r.ok(r.WriteIDs("ids", []int32{3, 0, 6, 7, -1}))
	var want []float32
	for _, id := range []int{3, 0, 6, 0, 0} { // beyond the table is row 0
		want = append(want, ramp(tensor.Shape{7, 6}, 1)[6*id:6*id+6]...)
	}
	r.step().want("y", want...)
}

// testUpload fills two tables that share a buffer, in pieces and from any source.
func testUpload(b *bench) {
	shape := tensor.Shape{40, 8}
	first, second := table(8, ramp(shape, 1)), table(8, ramp(shape, -1))
	for _, source := range b.sources {
		s := newSheet()
		arena := s.room(plan.Weights, 2*1280)
		one, two := plan.Binding{Buffer: arena.Buffer, Bytes: 1280}, plan.Binding{Buffer: arena.Buffer, Offset: 1280, Bytes: 1280}
		ids := s.input("ids", tensor.Shape{40, 1})
		s.Step = append(s.Step,
			take(40, 8, 40, ids, one, s.output("one", shape, plan.Binding{})),
			take(40, 8, 40, ids, two, s.output("two", shape, plan.Binding{})))
		r := b.load(&s.Plan)
		shard := source(slices.Concat([]byte{1, 2, 3, 4, 5, 6, 7, 8}, first, second))
		r.ok(r.Upload(b.Context(), one, shard, 8, 1280))
		for done := 0; done < 1280; done += 320 { // row ranges of a split tensor
			part := plan.Binding{Buffer: two.Buffer, Offset: two.Offset + done, Bytes: 320}
			r.ok(r.Upload(b.Context(), part, shard, 8+1280+done, 320))
		}
		order := make([]int32, 40)
		for i := range order {
			order[i] = int32(i)
		}
		r.ok(r.WriteIDs("ids", order))
		r.step().want("one", ramp(shape, 1)...)
		r.want("two", ramp(shape, -1)...)
		r.Release()
	}
}
