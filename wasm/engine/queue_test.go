package engine_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// TestRequestsQueue asks for three pictures at once: they come in order, and one
// that was cancelled while it waited does not come.
func TestRequestsQueue(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	for id := 1; id <= 4; id++ {
		p.send(ask(id, "1"))
	}
	p.send(&bridge.Cancel{ID: 3})
	got := p.until(phase(bridge.Ready))
	var ids []int
	for _, m := range find[*bridge.Picture](got) {
		ids = append(ids, m.ID)
	}
	if !slices.Equal(ids, []int{1, 2, 4}) {
		t.Errorf("pictures %v", ids)
	}
	failed := find[*bridge.Failed](got)
	if len(failed) != 1 || failed[0].ID != 3 || failed[0].Code != bridge.Cancelled {
		t.Errorf("%+v", failed)
	}
	if s := find[*bridge.State](got); len(s) == 0 || s[len(s)-1].Waiting != 0 {
		t.Errorf("states %+v", s)
	}
}

func TestAFullQueueRefuses(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	long := ask(1, "1")
	long.Steps = 1000
	p.send(long)
	const last = bridge.MaxWaiting + 2 // one works, MaxWaiting wait
	for id := 2; id <= last; id++ {
		p.send(ask(id, "1"))
	}
	refused := func(m bridge.Message) bool { f, ok := m.(*bridge.Failed); return ok && f.ID == last }
	if f := find[*bridge.Failed](p.until(refused)); f[0].Code != bridge.BadRequest || f[0].Advice == "" {
		t.Errorf("%+v", f[0])
	}
	for id := 1; id <= last; id++ {
		p.send(&bridge.Cancel{ID: id})
	}
	p.until(phase(bridge.Ready))
}

// TestSeveralPicturesAreSinglePictures makes three at once: each is the very
// picture that its seed makes alone.
func TestSeveralPicturesAreSinglePictures(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.I8))
	m := ask(1, "18446744073709551615")
	m.Count = 3
	together := find[*bridge.Picture](p.generate(m))
	if len(together) != 3 {
		t.Fatalf("%d pictures", len(together))
	}
	for i, seed := range []string{"18446744073709551615", "0", "1"} {
		got := together[i]
		if got.Index != i || got.Of != 3 || got.Request.Seed != seed || got.Request.Count != 1 {
			t.Errorf("picture %d: %+v", i, got)
		}
		p.send(ask(2, seed))
		alone := find[*bridge.Picture](p.until(phase(bridge.Ready)))[0]
		if !bytes.Equal(alone.Pixels.Bytes(), got.Pixels.Bytes()) {
			t.Errorf("seed %s gives two pictures", seed)
		}
	}
}

// TestStrengthsApart guides by picture and caption with three, two and one
// evaluations a step; equal strengths are the paper's guidance.
func TestStrengthsApart(t *testing.T) {
	p := open(t, softDevice, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	draw := func(caption, image float64) []byte {
		m := ask(1, "5")
		m.Guidance, m.ImageGuidance = caption, image
		p.send(m)
		got := p.until(phase(bridge.Ready))
		if f := find[*bridge.Failed](got); len(f) > 0 {
			t.Fatalf("%g, %g: %+v", caption, image, f[0])
		}
		return find[*bridge.Picture](got)[0].Pixels.Bytes()
	}
	pictures := [][]byte{draw(2, 2), draw(2, 3), draw(3, 2), draw(1, 1), draw(1, 0)}
	for i, a := range pictures {
		for j, b := range pictures[:i] {
			if bytes.Equal(a, b) {
				t.Errorf("settings %d and %d give the same picture", i, j)
			}
		}
	}
	if !bytes.Equal(pictures[0], draw(2, 2)) {
		t.Error("the same settings give two pictures")
	}
}

// TestRequestsBehindAFailureAreAnswered asks for pictures before it is known that
// there is no GPU: the page hears both.
func TestRequestsBehindAFailureAreAnswered(t *testing.T) {
	p := open(t, func(context.Context) (gpu.Device, error) { return nil, gpu.ErrNone }, tiny(t, weights.F32))
	p.send(&bridge.Hello{Base: "/"})
	p.send(ask(1, "1"))
	p.send(ask(2, "1"))
	broken, answered := false, map[int]bool{}
	p.until(func(m bridge.Message) bool {
		broken = broken || phase(bridge.Broken)(m)
		if f, ok := m.(*bridge.Failed); ok {
			answered[f.ID] = true
		}
		return broken && answered[1] && answered[2]
	})
}
