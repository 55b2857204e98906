package engine_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
)

// shared is one tiny model for all benches.
var shared = sync.OnceValues(func() (*enginetest.Library, error) { return enginetest.Tiny(weights.I8) })

// bench makes pictures with the tiny model on devices that fail.
type bench struct {
	*testing.T
	library *enginetest.Library
	next    func() *faulty.Device
	opened  []*faulty.Device
	runtime *engine.Runtime
}

func newBench(t *testing.T, next func() *faulty.Device) *bench {
	library, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, library: library, next: next}
	m, err := b.library.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.runtime = engine.NewRuntime(d, m, b.library, engine.Options{Reopen: b.open})
	return b
}

func (b *bench) open(context.Context) (gpu.Device, error) {
	d := b.next()
	if d == nil {
		return nil, gpu.ErrNone
	}
	b.opened = append(b.opened, d)
	return d, nil
}

// close frees everything and wants it freed.
func (b *bench) close() {
	b.Helper()
	b.runtime.Release()
	for i, d := range b.opened {
		if n := d.LiveBytes(); n != 0 {
			b.Errorf("%d bytes live on device %d", n, i)
		}
		d.Close()
	}
}

// draw makes one picture.
func (b *bench) draw() ([]float32, error) {
	b.Helper()
	return b.drawIn(b.Context())
}

func (b *bench) drawIn(ctx context.Context) ([]float32, error) {
	b.Helper()
	r := unclip.Defaults()
	r.Prompt, r.Seed, r.Steps, r.PriorSteps, r.Candidates = "red apple", 7, 2, 2, 2
	p, err := b.library.Pipeline(b.runtime)
	if err != nil {
		b.Fatal(err)
	}
	picture, err := p.Generate(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	return picture.X0, nil
}

// long also fails every upload, which are many and alike.
var long = flag.Bool("long", false, "fail every call, not just every ninth upload")

// eachFault calls f with an error at each call of a run, one at a time.
func eachFault(t *testing.T, d *faulty.Device, err error, f func(faulty.Fault)) {
	t.Helper()
	faults := 0
	defer func() { t.Logf("%d faults in a run of %d calls", faults, d.Count(faulty.Any)) }()
	for _, call := range []faulty.Call{faulty.Compile, faulty.Load, faulty.Upload, faulty.Write, faulty.WriteIDs, faulty.RunPrompt, faulty.RunStep, faulty.Read} {
		stride := 1
		if call == faulty.Upload && !*long {
			stride = 9
		}
		for n := 1; n <= d.Count(call); n += stride {
			f(faulty.Fault{Call: call, N: n, Err: err})
			faults++
		}
	}
}

// clean is the picture of a device without faults, and what it took.
func clean(t *testing.T) ([]float32, *faulty.Device) {
	t.Helper()
	b := newBench(t, sound)
	defer b.close()
	x0, err := b.draw()
	if err != nil {
		t.Fatal(err)
	}
	return x0, b.opened[0]
}

func sound() *faulty.Device { return faulty.New(soft.Open()) }

// script opens a device with each of the faults in turn, then sound ones.
func script(faults ...faulty.Fault) func() *faulty.Device {
	return func() *faulty.Device {
		if len(faults) == 0 {
			return sound()
		}
		f := faults[0]
		faults = faults[1:]
		return faulty.New(soft.Open(), f)
	}
}

func (b *bench) want(what any, x0 []float32) {
	b.Helper()
	got, err := b.draw()
	if err != nil {
		b.Errorf("%v: %v", what, err)
	} else if !slices.Equal(got, x0) {
		b.Errorf("%v: another picture", what)
	}
}

// TestEveryCallMayLoseTheDevice: the picture comes out bit by bit the same,
// and no step is done twice but the one that was lost.
func TestEveryCallMayLoseTheDevice(t *testing.T) {
	x0, d := clean(t)
	eachFault(t, d, gpu.ErrLost, func(fault faulty.Fault) {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, script(fault))
			defer b.close()
			b.want(fault, x0)
			if len(b.opened) != 2 {
				t.Errorf("%v: %d devices opened", fault, len(b.opened))
			}
		})
	})
}

// TestStepsAreNotRepeated counts the steps on both devices together.
func TestStepsAreNotRepeated(t *testing.T) {
	_, d := clean(t)
	steps := d.Count(faulty.RunStep)
	for n := 1; n <= d.Count(faulty.Read); n++ {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, script(faulty.Fault{Call: faulty.Read, N: n, Err: gpu.ErrLost}))
			defer b.close()
			if _, err := b.draw(); err != nil {
				t.Fatal(err)
			}
			if sum := b.opened[0].Count(faulty.RunStep) + b.opened[1].Count(faulty.RunStep); sum > steps+1 {
				t.Errorf("lost at read %d: %d steps where a clean run takes %d", n, sum, steps)
			}
		})
	}
}

func TestDevicesMayBeLostAgainAndAgain(t *testing.T) {
	x0, _ := clean(t)
	for _, faults := range [][]faulty.Fault{
		{{Call: faulty.RunStep, N: 2, Err: gpu.ErrLost}, {Call: faulty.Compile, N: 1, Err: gpu.ErrLost}, {Call: faulty.Upload, N: 5, Err: gpu.ErrLost}},
		{{Call: faulty.Read, N: 3, Err: gpu.ErrLost}, {Call: faulty.RunPrompt, N: 1, Err: gpu.ErrLost}, {Call: faulty.RunStep, N: 1, Err: gpu.ErrLost}},
		{{Call: faulty.Read, N: 3, Err: gpu.ErrLost}, {Call: faulty.Read, N: 2, Err: gpu.ErrLost}, {Call: faulty.Read, N: 2, Err: gpu.ErrLost},
			{Call: faulty.Read, N: 2, Err: gpu.ErrLost}, {Call: faulty.Read, N: 2, Err: gpu.ErrLost}},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, script(faults...))
			defer b.close()
			b.want(faults, x0)
		})
	}
}

// TestAttemptsEnd: a device that always goes at the same place is given up
// after three more, in plain words, and the next picture may try again.
func TestAttemptsEnd(t *testing.T) {
	x0, _ := clean(t)
	synctest.Test(t, func(t *testing.T) {
		f := faulty.Fault{Call: faulty.RunStep, N: 1, Err: gpu.ErrLost}
		b := newBench(t, script(f, f, f, f))
		defer b.close()
		start := time.Now()
		_, err := b.draw()
		if !errors.Is(err, gpu.ErrLost) || !strings.Contains(err.Error(), "3 attempts; wait two minutes") {
			t.Errorf("got %v", err)
		}
		if n, waited := len(b.opened), time.Since(start); n != 4 || waited != 4*time.Second {
			t.Errorf("%d devices in %v", n, waited)
		}
		b.want("another picture", x0)
	})
}

// TestNoDeviceForAWhile: a GPU process takes time to come back.
func TestNoDeviceForAWhile(t *testing.T) {
	x0, _ := clean(t)
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		b := newBench(t, func() *faulty.Device {
			calls++
			switch {
			case calls == 1:
				return faulty.New(soft.Open(), faulty.Fault{Call: faulty.Read, N: 4, Err: gpu.ErrLost})
			case calls < 10:
				return nil
			}
			return sound()
		})
		defer b.close()
		b.want("no adapter for 8 s", x0)
	})
}

// TestNoDeviceAnyMore: without an adapter it is over after 15 s.
func TestNoDeviceAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		b := newBench(t, func() *faulty.Device {
			if calls++; calls > 1 {
				return nil
			}
			return faulty.New(soft.Open(), faulty.Fault{Call: faulty.Read, N: 4, Err: gpu.ErrLost})
		})
		defer b.close()
		start := time.Now()
		if _, err := b.draw(); !errors.Is(err, gpu.ErrLost) || time.Since(start) != 15*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// TestCloseIsNotSurvived: what we close ourselves stays closed.
func TestCloseIsNotSurvived(t *testing.T) {
	closed := fmt.Errorf("test: the device was closed; open another")
	b := newBench(t, script(faulty.Fault{Call: faulty.RunStep, N: 2, Err: closed}))
	defer b.close()
	if _, err := b.draw(); !errors.Is(err, closed) || len(b.opened) != 1 {
		t.Errorf("%v; %d devices opened", err, len(b.opened))
	}
}

func TestALossBetweenPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, sound)
		defer b.close()
		x0, err := b.draw()
		if err != nil {
			t.Fatal(err)
		}
		b.opened[0].Lose()
		b.want("lost at rest", x0)
	})
}
