package enginetest_test

import (
	"slices"
	"testing"
	"time"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/gpu/webgpu"
	"unclip/wasm/jsx"
)

// TestNothingLeaks makes 100 pictures on WebGPU: buffers and callbacks stay what
// they were after the first, and all are gone at the end.
func TestNothingLeaks(t *testing.T) {
	library, err := enginetest.Tiny(weights.I8)
	if err != nil {
		t.Fatal(err)
	}
	m, err := library.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := jsx.LiveFuncs()
	d, err := webgpu.Open(t.Context(), webgpu.Options{Features: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	r := engine.NewRuntime(d, m, library, engine.Options{})
	p, err := library.Pipeline(r)
	if err != nil {
		t.Fatal(err)
	}
	var first []float32
	var bytes, funcs int
	start := time.Now()
	for i := range 100 {
		request := unclip.Defaults()
		request.Prompt, request.Seed, request.Steps, request.PriorSteps, request.Candidates = "red apple", 7, 2, 2, 1
		picture, err := p.Generate(t.Context(), request, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first, bytes, funcs = picture.X0, d.LiveBytes(), jsx.LiveFuncs()
		}
		if !slices.Equal(picture.X0, first) {
			t.Fatalf("picture %d differs", i)
		}
		if b, f := d.LiveBytes(), jsx.LiveFuncs(); b != bytes || f != funcs {
			t.Fatalf("after picture %d: %d bytes and %d callbacks, were %d and %d", i, b, f, bytes, funcs)
		}
	}
	t.Logf("100 pictures in %v; %d bytes and %d callbacks throughout", time.Since(start), bytes, funcs)
	r.Release()
	if n := d.LiveBytes(); n != 0 {
		t.Errorf("%d bytes live after Release", n)
	}
	d.Close()
	for range 2000 { // promises settle after Close, such as device.lost
		if jsx.LiveFuncs() == before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d callbacks live at the end, were %d", jsx.LiveFuncs(), before)
}
