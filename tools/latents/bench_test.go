package main

import (
	"testing"

	"unclip/models/bicubic"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/gpu/soft"
)

// TestBench measures two drawings with a tiny model: what holds of every model
// holds of it.
func TestBench(t *testing.T) {
	l, err := enginetest.Tiny(weights.F32)
	if err != nil {
		t.Fatal(err)
	}
	m, err := l.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Pipeline(engine.NewRuntime(soft.Open(), m, l, engine.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBench(t.Context(), p, 8, diff{theta: 0.5, prior: "text", told: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.measure([]captioned{{"red", drawing(1)}, {"apple", drawing(5)}}, 3, func(any) error { return nil }); err != nil {
		t.Fatal(err)
	}
	s := b.summary
	if s.Pictures != 2 || s.Changes != 3 || s.Ladders != 2 || s.Monotone != 2 {
		t.Errorf("measured %+v", s)
	}
	if s.Least < 30 || s.End < 30 || s.Norm > 1e-6 {
		t.Errorf("%.1f dB, %.1f dB at the end of a blend, norm off by %g", s.Least, s.End, s.Norm)
	}
}

// drawing is a picture of soft waves.
func drawing(n int) bicubic.Picture {
	p := bicubic.Picture{Width: 16, Height: 16, Pix: make([]byte, 16*16*3)}
	for i := range p.Pix {
		p.Pix[i] = byte(128 + (i*n)%97 - 48)
	}
	return p
}
