package gputest

import (
	"sync"

	"unclip/models/tensor"
	"unclip/wgsl/plan"
)

var pair = tensor.Shape{2, 2}

// testPromptAndStep: k = a + b once, y = k + x at every step.
func testPromptAndStep(b *bench) {
	s := newSheet()
	k := s.value(plan.Kept, pair)
	s.Prompt = append(s.Prompt, sum(pair, s.input("a", pair), s.input("b", pair), k))
	s.Step = append(s.Step, sum(pair, k, s.input("x", pair), s.output("y", pair, plan.Binding{})))
	r := b.load(&s.Plan)
	defer r.Release()
	r.set("a", 1, 2, 3, 4).set("b", 10, 20, 30, 40).set("x", 100, 100, 100, 100)
	r.step().want("y", 100, 100, 100, 100) // buffers start as zeros
	r.prompt().step().want("y", 111, 122, 133, 144)
	r.set("a", 0, 0, 0, 0).set("x", 200, 200, 200, 200)
	r.step().want("y", 211, 222, 233, 244) // a step computes no prompt
	r.prompt().step().want("y", 210, 220, 230, 240)
}

func testZeroBuffer(b *bench) {
	s := newSheet()
	shape := tensor.Shape{3, 4}
	x := s.input("x", shape)
	y := s.output("y", shape, plan.Binding{})
	s.Step = append(s.Step, dispatch("add", []uint32{3, 4, 1, 1}, x, plan.Binding{Bytes: 256}, y))
	r := b.load(&s.Plan)
	defer r.Release()
	r.set("x", ramp(shape, 1)...).step().want("y", ramp(shape, 1)...)
}

// testState: s += x at every step; each dispatch sees what the one before wrote.
func testState(b *bench) {
	s := newSheet()
	x, t := s.input("x", pair), s.value(plan.Scratch, pair)
	state := s.output("s", pair, s.value(plan.Kept, pair))
	s.Step = append(s.Step, sum(pair, state, x, t), duplicate(pair, t, state))
	r := b.load(&s.Plan)
	defer r.Release()
	r.set("x", 1, 2, 3, 4)
	for range 5 {
		r.step()
	}
	r.want("s", 5, 10, 15, 20)
	r.step().want("s", 6, 12, 18, 24)
}

// testOrder: a write after a run does not change that run; outputs may be
// inputs, and several are read in any order.
func testOrder(b *bench) {
	s := newSheet()
	x := s.input("x", pair)
	s.output("same", pair, x)
	s.Step = append(s.Step, duplicate(pair, x, s.output("y", pair, plan.Binding{})))
	r := b.load(&s.Plan)
	defer r.Release()
	r.set("x", 1, 2, 3, 4).step().set("x", 5, 6, 7, 8)
	r.want("same", 5, 6, 7, 8)
	r.want("y", 1, 2, 3, 4)
	r.want("same", 5, 6, 7, 8)
	r.prompt().want("y", 1, 2, 3, 4) // an empty pass
}

// testLargeGrid needs more workgroups than one axis has.
func testLargeGrid(b *bench) {
	shape := tensor.Shape{70001, 62}
	r := b.load(echo(shape))
	defer r.Release()
	x := ramp(shape, 1)
	r.set("x", x...).step()
	y := r.get("y")
	for i := range x {
		if x[i] != y[i] {
			b.Fatalf("word %d of %d is %g, want %g", i, len(x), y[i], x[i])
		}
	}
}

func testTwoPrograms(b *bench) {
	p := echo(pair)
	one, two := b.load(p), b.load(p)
	defer two.Release()
	one.set("x", 1, 1, 1, 1)
	two.set("x", 2, 2, 2, 2)
	one.step()
	two.step().want("y", 2, 2, 2, 2)
	one.want("y", 1, 1, 1, 1)
	one.Release()
	two.want("y", 2, 2, 2, 2)
}

func testConcurrent(b *bench) {
	var all sync.WaitGroup
	for k := range 4 {
		all.Go(func() {
			g, err := b.device.Load(b.Context(), echo(pair))
			if err != nil {
				b.Error(err)
				return
			}
			defer g.Release()
			for i := range 10 {
				v := float32(100*k + i)
				_ = g.Write("x", []float32{v, v, v, v})
				_ = g.RunStep(b.Context())
				if y, err := g.Read(b.Context(), "y"); err != nil || y[3] != v {
					b.Errorf("program %d run %d: %v, %v", k, i, y, err)
				}
			}
		})
	}
	all.Wait()
}
