package faulty

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/gputest"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

func TestWithoutFaultsItConforms(t *testing.T) {
	gputest.Run(t, func() (gpu.Device, error) { return New(soft.Open()), nil })
}

func copyPlan() *plan.Plan {
	shape := tensor.Shape{1, 4}
	one, two := plan.Binding{Buffer: 1, Bytes: 16}, plan.Binding{Buffer: 2, Bytes: 16}
	return &plan.Plan{
		Buffers: []plan.Buffer{{Memory: plan.Zero, Bytes: 256}, {Memory: plan.Input, Bytes: 256}, {Memory: plan.Output, Bytes: 256}},
		Inputs:  []plan.Port{{Name: "x", Shape: shape, Binding: one}},
		Outputs: []plan.Port{{Name: "y", Shape: shape, Binding: two}},
		Step: []plan.Dispatch{{Variant: wgsl.Variant{Kernel: "copy"}, Groups: [3]uint32{1, 1, 1},
			Params: []uint32{1, 1, 4, 4, 0, 0, 4, 0, 0, 4}, Bindings: []plan.Binding{one, two}}},
	}
}

// session is three steps of a program.
func session(ctx context.Context, d gpu.Device) error {
	if err := d.Compile(ctx, copyPlan(), nil); err != nil {
		return err
	}
	g, err := d.Load(ctx, copyPlan())
	if err != nil {
		return err
	}
	defer g.Release()
	for i := range 3 {
		x := []float32{float32(i), 2, 3, 4}
		if err := errors.Join(g.Write("x", x), g.RunStep(ctx)); err != nil {
			return err
		}
		if y, err := g.Read(ctx, "y"); err != nil || !slices.Equal(x, y) {
			return errors.Join(err, errors.New("wrong result"))
		}
	}
	return nil
}

func TestEveryCallCanFail(t *testing.T) {
	clean := New(soft.Open())
	if err := session(t.Context(), clean); err != nil {
		t.Fatal(err)
	}
	if n := clean.Count(Any); n != 11 || clean.Count(RunStep) != 3 || clean.Count(Upload) != 0 {
		t.Errorf("%d calls, %d steps", n, clean.Count(RunStep))
	}
	for _, sort := range []error{gpu.ErrLost, gpu.ErrMemory, errors.New("other")} {
		for n := 1; n <= clean.Count(Any); n++ {
			fault := Fault{Call: Any, N: n, Err: sort}
			d := New(soft.Open(), fault)
			if err := session(t.Context(), d); !errors.Is(err, sort) {
				t.Errorf("%v: %v", fault, err)
			}
			if d.LiveBytes() != 0 {
				t.Errorf("%v: %d bytes live", fault, d.LiveBytes())
			}
			if lost := isClosed(d.Lost()); lost != errors.Is(sort, gpu.ErrLost) {
				t.Errorf("%v: lost is %t", fault, lost)
			}
			if err := session(t.Context(), d); (err != nil) != errors.Is(sort, gpu.ErrLost) {
				t.Errorf("%v: the session afterwards: %v", fault, err)
			}
		}
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestHang(t *testing.T) {
	d := New(soft.Open(), Fault{Call: Read, N: 2, Hang: true})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := session(ctx, d); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if d.LiveBytes() != 0 || isClosed(d.Lost()) {
		t.Error("a hang is neither a leak nor a loss")
	}
}

func TestLossBeneathAndBetween(t *testing.T) {
	inner := New(soft.Open())
	outer := New(inner)
	inner.Lose()
	inner.Lose()
	select {
	case <-outer.Lost():
	case <-time.After(time.Second):
		t.Error("a loss beneath is not passed on")
	}
	if err := outer.Compile(t.Context(), copyPlan(), nil); !errors.Is(err, gpu.ErrLost) {
		t.Errorf("got %v", err)
	}
}
