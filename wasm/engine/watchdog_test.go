package engine_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl/plan"
)

// TestEveryCallMayHang: a device that falls silent is given up after a while,
// and the picture is the same. The clock is a bubble's.
func TestEveryCallMayHang(t *testing.T) {
	x0, d := clean(t)
	for _, call := range []faulty.Call{faulty.Compile, faulty.Load, faulty.Upload, faulty.RunPrompt, faulty.RunStep, faulty.Read} {
		for n := 1; n <= min(d.Count(call), 12); n++ {
			synctest.Test(t, func(t *testing.T) {
				fault := faulty.Fault{Call: call, N: n, Hang: true}
				b := newBench(t, script(fault))
				defer b.close()
				start := time.Now()
				b.want(fault, x0)
				if waited := time.Since(start); len(b.opened) != 2 || waited != 10*time.Minute { // soft is a CPU adapter
					t.Errorf("%v: given up after %v, %d devices", fault, waited, len(b.opened))
				}
			})
		}
	}
}

// gpuLike is a soft device that does not say so, with a pace.
type gpuLike struct {
	gpu.Device
	pace func(read int) time.Duration
	hang int // the read that never ends, or 0
}

func (g *gpuLike) Info() gpu.Info {
	return gpu.Info{Vendor: "test", MaxBufferBytes: 1 << 30, MaxBindingBytes: 1 << 30}
}

func (g *gpuLike) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	program, err := g.Device.Load(ctx, p)
	return &paced{Program: program, device: g}, err
}

type paced struct {
	gpu.Program
	device *gpuLike
	reads  int
}

func (p *paced) Read(ctx context.Context, name string) ([]float32, error) {
	p.reads++
	wait := time.After(p.device.pace(p.reads))
	if p.reads == p.device.hang {
		wait = nil
	}
	select {
	case <-wait:
		return p.Program.Read(ctx, name)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func steady(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }

// onPace opens devices of a pace of which the first hangs, and counts them.
func onPace(pace func(int) time.Duration, hang int) (next func() *faulty.Device, opened *int) {
	opened = new(int)
	return func() *faulty.Device {
		if *opened++; *opened > 1 {
			hang = 0
		}
		return faulty.New(&gpuLike{Device: soft.Open(), pace: pace, hang: hang})
	}, opened
}

// TestSlownessIsNoSilence: seconds or minutes a step are fine, as are a first
// run that compiles behind the scenes and a hiccup of many times the pace.
func TestSlownessIsNoSilence(t *testing.T) {
	for name, pace := range map[string]func(int) time.Duration{
		"quick":                 steady(time.Millisecond),
		"9 s a step":            steady(9 * time.Second),
		"a minute a step":       steady(time.Minute),
		"first run of 100 s":    func(read int) time.Duration { return 2*time.Second + time.Duration(max(0, 2-read))*100*time.Second },
		"hiccup of 9 s":         func(read int) time.Duration { return time.Duration(1+9000*(read/8)) * time.Millisecond },
		"30 s among steps of 2": func(read int) time.Duration { return time.Duration(2+28*(read/8)) * time.Second },
	} {
		synctest.Test(t, func(t *testing.T) {
			next, opened := onPace(pace, 0)
			b := newBench(t, next)
			defer b.close()
			for range 3 {
				if _, err := b.draw(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			if *opened != 1 {
				t.Errorf("%s: %d devices opened", name, *opened)
			}
		})
	}
}

// TestSilenceIsNoticed: within 10 s of a quick GPU, 20 medians of a slow one.
func TestSilenceIsNoticed(t *testing.T) {
	for _, c := range []struct{ pace, within time.Duration }{
		{10 * time.Millisecond, 10 * time.Second},
		{time.Second, 20 * time.Second},
		{5 * time.Second, 100 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			next, opened := onPace(steady(c.pace), 6) // a step of the prior, in the second picture
			b := newBench(t, next)
			defer b.close()
			start := time.Now()
			first, err := b.draw()
			if err != nil {
				t.Fatal(err)
			}
			usual := time.Since(start)
			var second, third []float32
			for _, x0 := range []*[]float32{&second, &third} {
				if *x0, err = b.draw(); err != nil {
					t.Fatal(err)
				}
			}
			silent := time.Since(start) - 3*usual
			if *opened != 2 || silent < c.within-time.Second || silent > c.within+3*c.pace {
				t.Errorf("%v a step: %d devices, %v lost", c.pace, *opened, silent)
			}
			if !slices.Equal(first, second) || !slices.Equal(first, third) {
				t.Errorf("%v a step: another picture", c.pace)
			}
		})
	}
}
