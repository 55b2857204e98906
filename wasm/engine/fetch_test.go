package engine_test

import (
	"context"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/fetch"
)

// distant is a library whose image tower is still on its host.
type distant struct {
	*enginetest.Library
	fetch func(ctx context.Context, progress func(done, total int64)) error
	times int
}

func (l *distant) Fetch(ctx context.Context, _ *weights.Manifest, stage string, progress func(done, total int64)) error {
	if stage != "image" {
		return nil
	}
	l.times++
	return l.fetch(ctx, progress)
}

// TestStagesAreFetchedWhenFirstUsed looks at a picture with a tower that has to
// come first: the page hears of its bytes, may cancel, and may try again.
func TestStagesAreFetchedWhenFirstUsed(t *testing.T) {
	l := &distant{Library: tiny(t, weights.F32)}
	p := open(t, softDevice, l)
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	look := &bridge.Probe{Request: plain(1), Source: source(0)}

	l.fetch = func(ctx context.Context, progress func(done, total int64)) error {
		progress(1000, 4000)
		<-ctx.Done()
		return ctx.Err()
	}
	p.send(look)
	p.until(func(m bridge.Message) bool {
		v, ok := m.(*bridge.Progress)
		return ok && v.ID == 1 && v.Stage == bridge.Download && v.Done == 1000 && v.Total == 4000
	})
	p.send(&bridge.Cancel{ID: 1})
	if f := find[*bridge.Failed](p.until(phase(bridge.Ready))); len(f) != 1 || f[0].Code != bridge.Cancelled {
		t.Errorf("cancelled: %+v", f)
	}

	l.fetch = func(context.Context, func(done, total int64)) error { return fetch.ErrOffline }
	p.send(look)
	if f := find[*bridge.Failed](p.until(phase(bridge.Ready))); len(f) != 1 || f[0].Code != bridge.NoNetwork {
		t.Errorf("offline: %+v", f)
	}

	l.fetch = func(_ context.Context, progress func(done, total int64)) error {
		progress(4000, 4000)
		return nil
	}
	for range 2 {
		p.send(look)
		if f := find[*bridge.Findings](p.until(phase(bridge.Ready))); len(f) != 1 {
			t.Error("nothing is found")
		}
	}
	if l.times != 3 {
		t.Errorf("fetched %d times; a network that is loaded needs nothing", l.times)
	}
}
