package engine_test

import (
	"context"
	"testing"
	"time"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/store"
)

// closet is storage that does not open until it is reset.
type closet struct {
	stuck   bool
	refusal error // of a reset
	opens   int
}

func (c *closet) Stuck() bool { return c.stuck }

func (c *closet) Reset(context.Context) error {
	c.stuck = c.stuck && c.refusal != nil
	return c.refusal
}

// closed is a page whose storage is stuck, with a model for the visit or, where
// the host offers none, without.
func closed(t *testing.T, c *closet, offered bool) *page {
	p := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	p.engine = engine.New(engine.Platform{Device: softDevice, Storage: c, Library: func(context.Context, string) (engine.Library, error) {
		c.opens++
		return &shelf{Library: tiny(t, weights.F32), offered: offered || c.opens > 1, visit: c.stuck}, nil
	}})
	return p
}

// A database that does not open can be reset, be there a model or not; then what
// comes is kept.
func TestStuckStorageIsReset(t *testing.T) {
	for _, offered := range []bool{true, false} {
		p := closed(t, &closet{stuck: true}, offered)
		p.send(&bridge.Hello{Base: "/"})
		at := bridge.Idle
		if !offered {
			at = bridge.Broken
		}
		if got := last(p.until(phase(at))).Storage; got.Stuck != bridge.Yes || got.Place != bridge.ForVisit {
			t.Errorf("offered %t: stuck storage is told as %+v", offered, got)
		}
		if offered {
			p.send(&bridge.Install{Place: bridge.ForVisit})
			p.until(phase(bridge.Ready))
		}
		p.send(&bridge.Reset{})
		if got := last(p.until(phase(bridge.Idle))); got.Storage.Stuck != bridge.No || got.Storage.Place != bridge.OnDevice || got.Model.CachedBytes != 0 {
			t.Errorf("offered %t: behind the reset %+v", offered, got)
		}
		p.send(&bridge.Install{Place: bridge.OnDevice})
		p.until(phase(bridge.Ready))
		p.send(ask(1, "1"))
		if n := len(find[*bridge.Picture](p.until(phase(bridge.Ready)))); n != 1 {
			t.Errorf("offered %t: %d pictures behind the reset", offered, n)
		}
	}
}

// A reset that fails says so and leaves what is ready as it is.
func TestAResetMayFail(t *testing.T) {
	p := closed(t, &closet{stuck: true, refusal: store.ErrUnavailable}, true)
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Idle))
	p.send(&bridge.Install{Place: bridge.ForVisit})
	p.until(phase(bridge.Ready))
	p.send(&bridge.Reset{})
	got := p.until(phase(bridge.Ready))
	if f := find[*bridge.Failed](got); len(f) != 1 || f[0].Code != bridge.NoStorage || last(got).Storage.Stuck != bridge.Yes {
		t.Errorf("told %+v and %+v", f, last(got).Storage)
	}
	p.send(ask(1, "1"))
	if n := len(find[*bridge.Picture](p.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures", n)
	}
}

// Storage that takes its time is waited for, and the page hears what for.
func TestSlowStorageIsTold(t *testing.T) {
	p := &page{t: t, inbox: make(chan bridge.Message, 1000)}
	p.engine = engine.New(engine.Platform{Device: softDevice, Library: func(context.Context, string) (engine.Library, error) {
		time.Sleep(2500 * time.Millisecond)
		return &shelf{Library: tiny(t, weights.F32), offered: true}, nil
	}})
	p.send(&bridge.Hello{Base: "/"})
	told := find[*bridge.Progress](p.until(phase(bridge.Idle)))
	if len(told) != 1 || told[0].Stage != bridge.Opening {
		t.Errorf("told %+v", told)
	}
}
