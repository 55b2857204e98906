package engine_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl/plan"
)

// TestMemoryMayRunOutAtEveryCall: once, the picture is the same.
func TestMemoryMayRunOutAtEveryCall(t *testing.T) {
	x0, d := clean(t)
	eachFault(t, d, gpu.ErrMemory, func(fault faulty.Fault) {
		b := newBench(t, script(fault))
		b.want(fault, x0)
		b.close()
	})
}

// TestLittleMemory gives the device less and less: the picture is the same but
// for rounding, computed in parts at last, or refused in plain words with nothing left
// behind; never another one.
func TestLittleMemory(t *testing.T) {
	x0, _ := clean(t)
	all, largest := demand(t)
	drawn, refused := 0, 0
	for limit := all + all/40; limit > 0; limit -= all / 40 {
		b := newBench(t, func() *faulty.Device {
			d := sound()
			d.Limit(limit)
			return d
		})
		got, err := b.draw()
		switch {
		case errors.Is(err, gpu.ErrMemory):
			refused++
		case err != nil:
			t.Errorf("%d bytes: %v", limit, err)
		case !near(got, x0):
			t.Errorf("%d bytes: another picture", limit)
		default:
			drawn++
			t.Logf("%d of %d bytes were enough (the largest network takes %d), at %d steps", limit, all, largest, b.opened[0].Count(faulty.RunStep))
		}
		b.close()
	}
	if drawn < 3 || refused == 0 {
		t.Errorf("%d drawn, %d refused", drawn, refused)
	}
}

// near allows for rounding: plain convolutions sum in another order than fast
// ones. 45 dB are the least that a fast path may differ from a plain one.
func near(a, b []float32) bool {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]-b[i]) * float64(a[i]-b[i])
	}
	return len(a) == len(b) && 10*math.Log10(4*float64(len(a))/max(sum, 1e-30)) >= 45
}

// demand is the memory of all networks of a picture and of the largest.
func demand(t *testing.T) (all, largest int) {
	t.Helper()
	b := newBench(t, sound)
	defer b.close()
	if _, err := b.draw(); err != nil {
		t.Fatal(err)
	}
	for _, n := range b.runtime.Bytes() {
		all += n
	}
	for limit := all; ; limit -= all / 64 {
		d := sound()
		d.Limit(limit)
		one := newBench(t, func() *faulty.Device { return d })
		_, err := one.draw()
		steps := d.Count(faulty.RunStep)
		one.close()
		if err != nil || steps > b.opened[0].Count(faulty.RunStep) {
			return all, limit + all/64
		}
	}
}

// TestPartsMatchTheWhole: the rows of a batch one by one, by network.
func TestPartsMatchTheWhole(t *testing.T) {
	x0, d := clean(t)
	loads := d.Count(faulty.Load)
	for n := 1; n <= loads; n++ {
		faults := []faulty.Fault{}
		for k := range 4 { // the others go, then kept filters, then half the rows, then a quarter
			faults = append(faults, faulty.Fault{Call: faulty.Load, N: n + k, Err: gpu.ErrMemory})
		}
		for k := range faults {
			b := newBench(t, func() *faulty.Device { return faulty.New(soft.Open(), faults[:k+1]...) })
			got, err := b.draw()
			if err != nil && !errors.Is(err, gpu.ErrMemory) || err == nil && !near(got, x0) {
				t.Errorf("%v: %v", faults[:k+1], err)
			}
			b.close()
		}
	}
}

// TestPartsSurviveALoss loses the device while the decoder computes in parts.
func TestPartsSurviveALoss(t *testing.T) {
	const decoder = 3 // its Load; three of them fail
	x0, d := clean(t)
	for n := 1; n <= d.Count(faulty.Read)+2; n++ { // in parts, each of two steps reads twice
		synctest.Test(t, func(t *testing.T) {
			opened := 0
			b := newBench(t, func() *faulty.Device {
				if opened++; opened > 1 {
					return sound()
				}
				faults := []faulty.Fault{{Call: faulty.Read, N: n, Err: gpu.ErrLost}}
				for k := range 3 {
					faults = append(faults, faulty.Fault{Call: faulty.Load, N: decoder + k, Err: gpu.ErrMemory})
				}
				return faulty.New(soft.Open(), faults...)
			})
			defer b.close()
			if got, err := b.draw(); err != nil || !near(got, x0) {
				t.Errorf("lost at read %d: %v", n, err)
			}
			if len(b.opened) != 2 {
				t.Errorf("%d devices opened", len(b.opened))
			}
		})
	}
}

// TestTheEngineSaysSo: a model that does not fit is refused in words for the
// visitor, and the engine is ready for another request.
func TestTheEngineSaysSo(t *testing.T) {
	device := sound()
	device.Limit(1000)
	p := open(t, func(context.Context) (gpu.Device, error) { return device, nil }, tiny(t, weights.F32))
	failed := find[*bridge.Failed](p.generate(ask(1, "1")))
	if len(failed) != 1 || failed[0].Code != bridge.NoMemory || failed[0].ID != 1 || failed[0].Message == "" || failed[0].Advice == "" {
		t.Fatalf("%+v", failed)
	}
	t.Logf("%s %s", failed[0].Message, failed[0].Advice)
	device.Limit(0)
	p.send(ask(2, "1"))
	if got := p.until(phase(bridge.Ready)); len(find[*bridge.Picture](got)) != 1 {
		t.Errorf("no picture afterwards: %v", find[*bridge.Failed](got))
	}
	if n := p.engine.Runtime().Bytes()[plan.Weights]; n == 0 {
		t.Error("nothing is loaded behind a picture")
	}
}
