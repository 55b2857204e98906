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
		"upload off a word":     r.Upload(ctx, w, make(gpu.Memory, 8), 2, 4),
		"upload to half a word": r.Upload(ctx, plan.Binding{Buffer: w.Buffer, Offset: 2, Bytes: 4}, four, 0, 4),
		"upload beyond buffer":  r.Upload(ctx, plan.Binding{Buffer: w.Buffer, Offset: 256, Bytes: 4}, four, 0, 4),
		"upload to an input":    r.Upload(ctx, s.Inputs[0].Binding, four, 0, 4),
		"upload to no buffer":   r.Upload(ctx, plan.Binding{Buffer: 99, Bytes: 4}, four, 0, 4),
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
	b.refuseLoad("an unknown kernel", p)
	for what, spoil := range map[string]func(p *plan.Plan, d *plan.Dispatch){
		"a result over an operand":    func(_ *plan.Plan, d *plan.Dispatch) { d.Bindings[1] = d.Bindings[0] },
		"a binding off 256 bytes":     func(_ *plan.Plan, d *plan.Dispatch) { d.Bindings[0].Offset = 4 },
		"a binding beyond its buffer": func(_ *plan.Plan, d *plan.Dispatch) { d.Bindings[0].Bytes = 4096 },
		"a binding of no buffer":      func(_ *plan.Plan, d *plan.Dispatch) { d.Bindings[0].Buffer = 99 },
		"a binding too few":           func(_ *plan.Plan, d *plan.Dispatch) { d.Bindings = d.Bindings[:1] },
		"a parameter too few":         func(_ *plan.Plan, d *plan.Dispatch) { d.Params = d.Params[1:] },
		"a port beyond its buffer":    func(p *plan.Plan, _ *plan.Dispatch) { p.Inputs[0].Shape = tensor.Shape{1000, 4} },
	} {
		p := echo(pair)
		spoil(p, &p.Step[0])
		b.refuseLoad(what, p)
	}
}

func (b *bench) refuseLoad(what string, p *plan.Plan) {
	b.Helper()
	g, err := b.device.Load(b.Context(), p)
	refused(b.T, "Load of "+what, err)
	if err == nil {
		g.Release()
	}
}

// testClosed: a closed device does nothing any more, which is no loss.
func testClosed(t *testing.T, open func() (gpu.Device, error)) {
	d, err := open()
	if err != nil {
		t.Fatal(err)
	}
	g, err := d.Load(t.Context(), echo(pair))
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	d.Close()
	refused(t, "RunStep behind Close", g.RunStep(t.Context()))
	refused(t, "Compile behind Close", d.Compile(t.Context(), echo(pair), nil))
	_, err = d.Load(t.Context(), echo(pair))
	refused(t, "Load behind Close", err)
	g.Release()
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
