// Package gputest is the conformance suite of gpu.Device: small plans made by
// hand, with results that need no tolerance. Every device passes it, natively
// and in each browser.
package gputest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Run holds the device that open returns to the contract of package gpu.
// Sources make further gpu.Bytes of Go memory, as handles of a browser.
func Run(t *testing.T, open func() (gpu.Device, error), sources ...func([]byte) gpu.Bytes) {
	d, err := open()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(d.Close)
	t.Run("Closed", func(t *testing.T) { testClosed(t, open) })
	sources = append([]func([]byte) gpu.Bytes{func(p []byte) gpu.Bytes { return gpu.Memory(p) }}, sources...)
	for _, c := range []struct {
		name string
		run  func(*bench)
	}{
		{"Info", testInfo},
		{"Padding", testPadding},
		{"IDs", testIDs},
		{"Upload", testUpload},
		{"PromptAndStep", testPromptAndStep},
		{"ZeroBuffer", testZeroBuffer},
		{"State", testState},
		{"Order", testOrder},
		{"LargeGrid", testLargeGrid},
		{"TwoPrograms", testTwoPrograms},
		{"Concurrent", testConcurrent},
		{"Release", testRelease},
		{"Cancel", testCancel},
		{"Refusals", testRefusals},
		{"BadPlans", testBadPlans},
		{"Compile", testCompile},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := d.LiveBytes()
			c.run(&bench{t, d, sources})
			if n := d.LiveBytes() - before; n != 0 {
				t.Errorf("%d bytes are not released", n)
			}
		})
	}
}

// bench is one test at one device.
type bench struct {
	*testing.T
	device  gpu.Device
	sources []func([]byte) gpu.Bytes
}

// load loads a plan; the caller releases it.
func (b *bench) load(p *plan.Plan) *run {
	b.Helper()
	g, err := b.device.Load(b.Context(), p)
	if err != nil {
		b.Fatalf("load: %v", err)
	}
	return &run{b, g}
}

// run is a program whose failures end the test.
type run struct {
	b *bench
	gpu.Program
}

func (r *run) ok(err error) {
	r.b.Helper()
	if err != nil {
		r.b.Fatal(err)
	}
}

func (r *run) set(name string, rows ...float32) *run {
	r.b.Helper()
	r.ok(r.Write(name, rows))
	return r
}

func (r *run) prompt() *run {
	r.b.Helper()
	r.ok(r.RunPrompt(r.b.Context()))
	return r
}

func (r *run) step() *run {
	r.b.Helper()
	r.ok(r.RunStep(r.b.Context()))
	return r
}

func (r *run) get(name string) []float32 {
	r.b.Helper()
	rows, err := r.Read(r.b.Context(), name)
	r.ok(err)
	return rows
}

func (r *run) want(name string, rows ...float32) {
	r.b.Helper()
	if got := r.get(name); !slices.Equal(got, rows) {
		r.b.Fatalf("%s is %v, want %v", name, brief(got), brief(rows))
	}
}

// brief keeps long values out of the log.
func brief(rows []float32) []float32 { return rows[:min(len(rows), 24)] }

// ramp is 1, 2, 3, … scaled: no two rows alike, every value exact.
func ramp(shape tensor.Shape, scale float32) []float32 {
	rows := make([]float32, shape.Elements())
	for i := range rows {
		rows[i] = float32(i+1) * scale
	}
	return rows
}

func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func cancelled(err error) bool { return errors.Is(err, context.Canceled) }
