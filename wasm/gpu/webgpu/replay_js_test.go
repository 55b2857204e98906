package webgpu

import (
	"testing"
	"time"
)

// BenchmarkReplay is the cost to the engine of a step of 500 dispatches:
// encoding and submitting, not what the GPU then does.
func BenchmarkReplay(b *testing.B) {
	d := open(b, Options{})
	g := load(b, d, copies(500))
	var spent, least time.Duration
	for range b.N {
		start := time.Now()
		if err := g.RunStep(b.Context()); err != nil {
			b.Fatal(err)
		}
		took := time.Since(start)
		if spent += took; least == 0 || took < least {
			least = took
		}
		if _, err := g.Read(b.Context(), "y"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/500, "ns/dispatch")
	b.ReportMetric(float64(least.Nanoseconds())/500, "least-ns/dispatch")
}

// BenchmarkReadPicture is a 64×64 picture to the GPU and back.
func BenchmarkReadPicture(b *testing.B) {
	d := open(b, Options{})
	p := copies(1)
	shape := []int{1, 64, 64, 3}
	for i := 1; i <= 2; i++ {
		p.Buffers[i].Bytes = 64 * 64 * 16
	}
	p.Inputs[0].Shape, p.Outputs[0].Shape = shape, shape
	g := load(b, d, p)
	x := make([]float32, 64*64*3)
	for b.Loop() {
		if err := g.Write("x", x); err != nil {
			b.Fatal(err)
		}
		if _, err := g.Read(b.Context(), "y"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad records a plan of 500 dispatches on pipelines that exist.
func BenchmarkLoad(b *testing.B) {
	d := open(b, Options{})
	p := copies(500)
	load(b, d, p)
	for b.Loop() {
		g, err := d.Load(b.Context(), p)
		if err != nil {
			b.Fatal(err)
		}
		g.Release()
	}
}
