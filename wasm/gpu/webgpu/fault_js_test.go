package webgpu

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// copies is a plan of n dispatches that copy four words back and forth.
func copies(n int) *plan.Plan {
	shape := tensor.Shape{1, 4}
	p := &plan.Plan{Buffers: []plan.Buffer{{Memory: plan.Zero, Bytes: 256}, {Memory: plan.Input, Bytes: 256}, {Memory: plan.Output, Bytes: 256}}}
	one, two := plan.Binding{Buffer: 1, Bytes: 16}, plan.Binding{Buffer: 2, Bytes: 16}
	p.Inputs, p.Outputs = []plan.Port{{Name: "x", Shape: shape, Binding: one}}, []plan.Port{{Name: "y", Shape: shape, Binding: two}}
	for range n {
		p.Step = append(p.Step, plan.Dispatch{Variant: wgsl.Variant{Kernel: "copy"}, Label: "turn", Groups: [3]uint32{1, 1, 1},
			Params: []uint32{1, 1, 4, 4, 0, 0, 4, 0, 0, 4}, Bindings: []plan.Binding{one, two}})
		one, two = two, one
	}
	return p
}

func load(t testing.TB, d *device, p *plan.Plan) *program {
	t.Helper()
	g, err := d.Load(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Release)
	return g.(*program)
}

func TestShaderErrorsSayWhere(t *testing.T) {
	bad := "@compute @workgroup_size(64)\nfn main() {\n  let x: u32 = 1.5;\n}\n"
	d := open(t, Options{Source: func(wgsl.Variant) (string, error) { return bad, nil }})
	_, err := d.Load(t.Context(), copies(1))
	if err == nil || !strings.Contains(err.Error(), "copy/f32") || !strings.Contains(err.Error(), "3:16 error") {
		t.Fatalf("got %v", err)
	}
	t.Log(err)
	if d.LiveBytes() != 0 {
		t.Errorf("%d bytes live", d.LiveBytes())
	}
}

func TestAWrongLayoutIsAnError(t *testing.T) {
	wrong := "@group(0) @binding(2) var<storage, read> y: array<u32>;\n@group(0) @binding(1) var<storage, read_write> x: array<u32>;\n" +
		"@compute @workgroup_size(64)\nfn main() { x[0] = y[0]; }\n"
	d := open(t, Options{Source: func(wgsl.Variant) (string, error) { return wrong, nil }})
	if err := d.Compile(t.Context(), copies(1), nil); err == nil {
		t.Error("a shader that writes a read-only binding compiles")
	}
}

func TestLossIsAnErrorOfEveryCall(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(3))
	d.value.Call("destroy") // by someone else: a loss to us
	lostSoon(t, d)
	for what, err := range map[string]error{
		"Write":   g.Write("x", make([]float32, 4)),
		"RunStep": g.RunStep(t.Context()),
		"Compile": d.Compile(t.Context(), copies(1), nil),
		"Upload":  g.check(t.Context()),
		"Read":    second(g.Read(t.Context(), "y")),
		"Load":    second(d.Load(t.Context(), copies(1))),
	} {
		if !errors.Is(err, gpu.ErrLost) {
			t.Errorf("%s: %v", what, err)
		}
	}
	g.Release()
	if d.LiveBytes() != 0 {
		t.Errorf("%d bytes live", d.LiveBytes())
	}
}

func second[T any](_ T, err error) error { return err }

func lostSoon(t *testing.T, d gpu.Device) {
	t.Helper()
	select {
	case <-d.Lost():
	case <-time.After(10 * time.Second):
		t.Fatal("the device is not lost after 10 s")
	}
}

func TestLossDuringARead(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(1000))
	if err := g.RunStep(t.Context()); err != nil {
		t.Fatal(err)
	}
	go d.value.Call("destroy")
	if _, err := g.Read(t.Context(), "y"); err != nil && !errors.Is(err, gpu.ErrLost) {
		t.Errorf("Read: %v", err)
	}
	lostSoon(t, d)
}

func TestCloseIsNoLoss(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(1))
	d.Close()
	d.Close()
	if err := g.RunStep(t.Context()); !errors.Is(err, errClosed) || errors.Is(err, gpu.ErrLost) {
		t.Errorf("RunStep: %v", err)
	}
	select {
	case <-d.Lost():
		t.Error("Close counts as a loss")
	case <-time.After(20 * time.Millisecond):
	}
}

func TestTooMuchMemory(t *testing.T) {
	d := open(t, Options{DefaultLimits: true})
	p := copies(1)
	p.Buffers = append(p.Buffers, plan.Buffer{Memory: plan.Scratch, Bytes: 512 << 20})
	if _, err := d.Load(t.Context(), p); !errors.Is(err, gpu.ErrMemory) {
		t.Errorf("a buffer above the limit: %v", err)
	}
	p = copies(1)
	p.Buffers[1].Bytes = 200 << 20
	p.Step[0].Bindings[0].Bytes = 200 << 20
	if _, err := d.Load(t.Context(), p); !errors.Is(err, gpu.ErrMemory) {
		t.Errorf("a binding above the limit: %v", err)
	}
	if err := failure("", js.ValueOf(map[string]any{"kind": "out-of-memory", "message": "m\nn"})); !errors.Is(err, gpu.ErrMemory) || err.Error() != "webgpu: m: "+gpu.ErrMemory.Error() {
		t.Errorf("%v", err)
	}
	if d.LiveBytes() != 0 {
		t.Errorf("%d bytes live", d.LiveBytes())
	}
}

// TestMemoryRunsOut wants more than the adapter has, within its limits: the API's
// own refusal is a lack of memory, and no buffer of the plan stays.
func TestMemoryRunsOut(t *testing.T) {
	d := open(t, Options{})
	p := copies(1)
	for range 16 {
		p.Buffers = append(p.Buffers, plan.Buffer{Memory: plan.Scratch, Bytes: d.Info().MaxBufferBytes &^ 15})
	}
	if _, err := d.Load(t.Context(), p); !errors.Is(err, gpu.ErrMemory) {
		t.Errorf("16 buffers of %d bytes: %v", d.Info().MaxBufferBytes, err)
	}
	if d.LiveBytes() != 0 {
		t.Errorf("%d bytes live", d.LiveBytes())
	}
	load(t, d, copies(1))
}

func TestOneBufferBothWaysIsRefused(t *testing.T) {
	d := open(t, Options{})
	p := copies(1)
	p.Step[0].Bindings[1] = p.Step[0].Bindings[0]
	if _, err := d.Load(t.Context(), p); err == nil || !strings.Contains(err.Error(), "buffer of its own") {
		t.Errorf("got %v", err)
	}
}

// TestFaultsSurface breaks a program from below: the failure of a submission
// and an error that no scope caught are errors of a later call, once.
func TestFaultsSurface(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(1))
	g.memory.buffers[1].Call("destroy")
	if err := g.RunStep(t.Context()); err != nil {
		t.Errorf("RunStep: %v", err)
	}
	if _, err := g.Read(t.Context(), "y"); err == nil {
		t.Error("Read after a failed submission: no error")
	}
	if _, err := g.Read(t.Context(), "y"); err != nil {
		t.Errorf("Read again: %v", err)
	}
	d.value.Call("createBuffer", map[string]any{"size": 4, "usage": 0})
	var err error
	for start := time.Now(); err == nil && time.Since(start) < 10*time.Second; {
		_, err = g.Read(t.Context(), "y")
	}
	if err == nil {
		t.Error("an uncaptured error is lost")
	}
}

func TestNoFunctionLeaks(t *testing.T) {
	functionsEnd(t) // of the devices closed before
	d := open(t, Options{})
	for range 3 {
		g := load(t, d, copies(5))
		for range 20 {
			_ = g.RunStep(t.Context())
			_, _ = g.Read(t.Context(), "y")
		}
		g.Release()
	}
	d.Close()
	functionsEnd(t)
}

// functionsEnd waits for promises that settle after Close, such as device.lost.
func functionsEnd(t *testing.T) {
	t.Helper()
	for range 2000 {
		if jsx.LiveFuncs() == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d functions leak", jsx.LiveFuncs())
}

func TestProfile(t *testing.T) {
	d := open(t, Options{})
	g := load(t, d, copies(7))
	times, err := Profile(t.Context(), g)
	if err != nil || len(times) != 7 || times[6].Kernel != "copy" || times[6].Label != "turn" {
		t.Errorf("%v, %v", times, err)
	}
	if _, err := Profile(t.Context(), load(t, open(t, Options{Features: []string{}}), copies(1))); err == nil {
		t.Error("a device without timestamps is timed")
	}
}

// TestCrash kills Chromium's GPU process, as a driver would, and goes on with a
// new device.
func TestCrash(t *testing.T) {
	if os.Getenv("UNCLIP_FAULTS") == "" {
		t.Skip("only under chrome-exec, which can crash the GPU process")
	}
	d := open(t, Options{})
	g := load(t, d, copies(50))
	_ = g.RunStep(t.Context())
	start := time.Now()
	if _, err := jsx.Await(t.Context(), js.Global().Call("fetch", "/fault/gpu", map[string]any{"method": "POST"})); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Read(t.Context(), "y"); !errors.Is(err, gpu.ErrLost) {
		t.Errorf("Read: %v", err)
	}
	lostSoon(t, d)
	t.Logf("lost after %v", time.Since(start))
	start = time.Now()
	again := load(t, open(t, Options{}), copies(1))
	if err := again.Write("x", []float32{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	_ = again.RunStep(t.Context())
	if y, err := again.Read(t.Context(), "y"); err != nil || y[3] != 4 {
		t.Errorf("%v, %v", y, err)
	}
	t.Logf("reopened and run in %v", time.Since(start))
}
