package engine_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"unclip/wasm/bridge"
	"unclip/wasm/gpu/faulty"
)

// TestEveryCallMayBeCancelled stops a run at each call of the device, one at a
// time: hardly a pass begins behind it, and the next picture is as it should be.
func TestEveryCallMayBeCancelled(t *testing.T) {
	x0, d := clean(t)
	last := d.Count(faulty.Any)
	eachFault(t, d, nil, func(fault faulty.Fault) {
		ctx, cancel := context.WithCancel(t.Context())
		at, begun := 0, 0
		passes := func(d *faulty.Device) int { return d.Count(faulty.RunPrompt) + d.Count(faulty.RunStep) }
		var b *bench
		fault.Do = func() {
			cancel()
			at, begun = b.opened[0].Count(faulty.Any), passes(b.opened[0])
		}
		b = newBench(t, script(fault))
		defer b.close()
		got, err := b.drawIn(ctx)
		if !errors.Is(err, context.Canceled) && (at < last || !slices.Equal(got, x0)) {
			t.Errorf("cancelled at %v, call %d of %d: %v", fault, at, last, err)
		}
		if more := passes(b.opened[0]) - begun; more > 1 {
			t.Errorf("cancelled at %v: %d more passes", fault, more)
		}
		b.want(fault, x0)
	})
}

// TestEveryOperationCanBeCancelled stops each at its first sign of progress: the
// page hears that it was cancelled, and no picture comes.
func TestEveryOperationCanBeCancelled(t *testing.T) {
	p, s := studio(t), source(0)
	long := plain(9)
	long.Steps = 200
	words := long
	words.Prompt = "red apple"
	large := words
	large.Steps, large.Size, large.UpsampleSteps = 2, 256, 50
	for _, m := range []bridge.Message{
		&words, &large,
		&bridge.Vary{Request: long, Source: s, Start: bridge.Inverted},
		&bridge.Blend{Request: long, From: s, To: source(9), Start: bridge.Inverted},
		&bridge.TextDiff{Request: words, Source: s, Strength: 0.5},
		&bridge.Repaint{Request: words, Source: s, Strength: 1, Repeats: 5},
	} {
		p.send(m)
		p.until(func(m bridge.Message) bool {
			v, ok := m.(*bridge.Progress)
			return ok && v.Stage != bridge.Compile && v.Stage != bridge.Text && v.Stage != bridge.Image && v.Done > 1
		})
		p.send(&bridge.Cancel{ID: 1})
		got := p.until(phase(bridge.Ready))
		f := find[*bridge.Failed](got)
		if len(f) != 1 || f[0].Code != bridge.Cancelled || f[0].ID != 1 || len(find[*bridge.Picture](got)) > 0 {
			t.Errorf("%s: %+v, %v", m.Kind(), f, kinds(got))
		}
	}
}
