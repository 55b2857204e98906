package gputest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

func testRelease(b *bench) {
	before := b.device.LiveBytes()
	r := b.load(echo(pair))
	if n := b.device.LiveBytes() - before; n < 256 {
		b.Errorf("a loaded plan counts %d live bytes", n)
	}
	r.step().get("y")
	r.Release()
	r.Release()
	if n := b.device.LiveBytes() - before; n != 0 {
		b.Errorf("%d bytes live after two releases", n)
	}
	ctx := b.Context()
	refused(b.T, "Write", r.Write("x", []float32{1, 2, 3, 4}))
	refused(b.T, "RunStep", r.RunStep(ctx))
	refused(b.T, "RunPrompt", r.RunPrompt(ctx))
	_, err := r.Read(ctx, "y")
	refused(b.T, "Read", err)
}

// refused wants an error that says more than a name.
func refused(t *testing.T, what string, err error) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: no error", what)
	case !strings.Contains(err.Error(), ": "):
		t.Errorf("%s: error %q has no package before it", what, err)
	case errors.Is(err, gpu.ErrLost), errors.Is(err, gpu.ErrMemory):
		t.Errorf("%s: %v; a wrong call is neither a loss nor out of memory", what, err)
	}
}

// testCancel: nothing starts once the context has ended, and the program still
// works afterwards.
func testCancel(b *bench) {
	if err := b.device.Compile(ended(), echo(pair), nil); !cancelled(err) {
		b.Errorf("Compile: %v", err)
	}
	if g, err := b.device.Load(ended(), echo(pair)); !cancelled(err) {
		b.Errorf("Load: %v", err)
		if err == nil {
			g.Release()
		}
	}
	r := b.load(echo(pair))
	defer r.Release()
	r.set("x", 1, 2, 3, 4).step()
	r.set("x", 5, 6, 7, 8)
	if err := r.RunStep(ended()); !cancelled(err) {
		b.Errorf("RunStep: %v", err)
	}
	if _, err := r.Read(ended(), "y"); !cancelled(err) {
		b.Errorf("Read: %v", err)
	}
	r.want("y", 1, 2, 3, 4)
	ctx, cancel := context.WithCancel(b.Context())
	go cancel() // while the read is under way, or just before or after
	if _, err := r.Read(ctx, "y"); err != nil && !cancelled(err) {
		b.Errorf("Read: %v", err)
	}
	r.step().want("y", 5, 6, 7, 8)
}

func testRefusals(b *bench) {
	s := newSheet()
	w := s.room(plan.Weights, 256)
	s.output("y", pair, s.input("x", pair))
	r := b.load(&s.Plan)
	defer r.Release()
	ctx, four := b.Context(), gpu.Memory{1, 2, 3, 4}
	_, missing := r.Read(ctx, "x")
	for what, err := range map[string]error{
		"no such input":         r.Write("y", []float32{1, 2, 3, 4}),
		"too few values":        r.Write("x", []float32{1, 2, 3}),
		"too many values":       r.Write("x", []float32{1, 2, 3, 4, 5}),
		"no such index input":   r.WriteIDs("z", []int32{1}),
		"no such output":        missing,
		"upload beyond source":  r.Upload(ctx, w, four, 0, 8),
		"upload from outside":   r.Upload(ctx, w, four, 4, 4),
		"upload before source":  r.Upload(ctx, w, four, -4, 4),
		"upload off words":      r.Upload(ctx, w, four, 0, 3),
		"upload beyond binding": r.Upload(ctx, plan.Binding{Buffer: w.Buffer, Bytes: 4}, make(gpu.Memory, 64), 0, 64),
		"unknown bytes":         r.Upload(ctx, w, strange{}, 0, 4),
	} {
		refused(b.T, what, err)
	}
	r.set("x", 1, 2, 3, 4).want("y", 1, 2, 3, 4)
}

type strange struct{}

func (strange) Len() int { return 4 }

func testBadPlans(b *bench) {
	p := echo(pair)
	p.Step[0].Variant.Kernel = "nonesuch"
	refused(b.T, "Compile of an unknown kernel", b.device.Compile(b.Context(), p, nil))
	_, err := b.device.Load(b.Context(), p)
	refused(b.T, "Load of an unknown kernel", err)
}

func testCompile(b *bench) {
	s := newSheet()
	x, y := s.input("x", pair), s.value(plan.Scratch, pair)
	s.Step = append(s.Step, duplicate(pair, x, y), sum(pair, x, x, y), duplicate(pair, x, y))
	for act := range uint8(4) {
		d := dispatch("act", []uint32{uint32(tensor.Pad(4, 4))}, x, y)
		d.Variant.Choices = [4]uint8{act}
		s.Step = append(s.Step, d)
	}
	var seen []int
	err := b.device.Compile(b.Context(), &s.Plan, func(done, total int) {
		if total != 6 {
			b.Errorf("progress of %d, want 6 distinct variants", total)
		}
		seen = append(seen, done)
	})
	if err != nil {
		b.Fatal(err)
	}
	for i, n := range seen {
		if n != i+1 {
			b.Fatalf("progress %v; want 1 to 6, one by one", seen)
		}
	}
	if err := wgsl.Check(s.Step[0].Variant); err != nil || len(seen) != 6 {
		b.Errorf("%d reports, %v", len(seen), err)
	}
}
