package engine_test

import (
	"context"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/fetch"
)

// without is a library whose host has lost a stage.
type without struct {
	*enginetest.Library
	stage string
}

func (l without) Fetch(_ context.Context, _ *weights.Manifest, stage string, _ func(done, total int64)) error {
	if stage == l.stage {
		return fetch.ErrOffline
	}
	return nil
}

// TestAnEnlargementThatFailsKeepsThePicture: what was finished before it is
// shown, and the page hears where it ended.
func TestAnEnlargementThatFailsKeepsThePicture(t *testing.T) {
	for _, c := range []struct {
		lacks      string // stage; "" is cancelled
		code       string
		side, kept int
	}{
		{"upsample", bridge.NoNetwork, 64, 16},
		{"upsample_last", bridge.NoNetwork, 256, 64},
		{"", bridge.Cancelled, 64, 16},
	} {
		p := open(t, softDevice, without{tiny(t, weights.I8), c.lacks})
		p.send(&bridge.Hello{Base: "/"})
		p.until(phase(bridge.Ready))
		m := ask(1, "3")
		m.Size, m.UpsampleSteps = 256, 20
		if c.lacks != "" {
			m.UpsampleSteps = 1
		}
		p.send(m)
		got := p.until(func(m bridge.Message) bool {
			v, ok := m.(*bridge.Progress)
			return ok && v.Stage == bridge.Upsample || phase(bridge.Ready)(m)
		})
		if c.lacks == "" {
			p.send(&bridge.Cancel{ID: 1})
		}
		if !phase(bridge.Ready)(got[len(got)-1]) {
			got = append(got, p.until(phase(bridge.Ready))...)
		}
		made, failed := find[*bridge.Picture](got), find[*bridge.Failed](got)
		if len(made) != 1 || len(failed) != 1 {
			t.Fatalf("%q: %v", c.lacks, kinds(got))
		}
		if made[0].Width != c.kept || made[0].Request.Size != c.kept || made[0].Index != 0 || made[0].Of != 1 {
			t.Errorf("%q: a picture of %d pixels, its request of %d", c.lacks, made[0].Width, made[0].Request.Size)
		}
		if f := failed[0]; f.Code != c.code || f.Side != c.side || f.Kept != c.kept {
			t.Errorf("%q: %+v", c.lacks, f)
		}
	}
}
