package engine_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// TestCodesAreDrawnOneByOne uses the autoregressive prior: every code is told as
// it comes, and the same seed draws the same.
func TestCodesAreDrawnOneByOne(t *testing.T) {
	for _, dtype := range []weights.DType{weights.F32, weights.I8} {
		p := open(t, softDevice, tiny(t, dtype))
		m := ask(1, "9")
		m.Prior = bridge.PriorAR
		got := p.generate(m)
		if f := find[*bridge.Failed](got); len(f) > 0 {
			t.Fatalf("%s: %+v", dtype, f[0])
		}
		codes := find[*bridge.Codes](got)
		if len(codes) != 6 {
			t.Fatalf("%s: %d messages of codes", dtype, len(codes))
		}
		for k, c := range codes {
			if len(c.Drawn) != k+1 || c.Of != 6 || !slices.Equal(c.Drawn, codes[5].Drawn[:k+1]) {
				t.Errorf("%s: code %d: %+v", dtype, k, c)
			}
		}
		if glimpses := glimpsed(got); !slices.Equal(glimpses, []int{1, 2, 3}) {
			t.Errorf("%s: pictures of the first %v codes", dtype, glimpses)
		}
		p.send(m)
		again := p.until(phase(bridge.Ready))
		if !slices.Equal(find[*bridge.Codes](again)[5].Drawn, codes[5].Drawn) ||
			!bytes.Equal(find[*bridge.Picture](again)[0].Pixels.Bytes(), find[*bridge.Picture](got)[0].Pixels.Bytes()) {
			t.Errorf("%s: the same seed gives two pictures", dtype)
		}
	}
}

// glimpsed lists behind how many codes a picture of them came.
func glimpsed(got []bridge.Message) (codes []int) {
	drawn := 0
	for _, m := range got {
		switch m := m.(type) {
		case *bridge.Codes:
			drawn = len(m.Drawn)
		case *bridge.Preview:
			if m.Step == 0 {
				codes = append(codes, drawn)
			}
		}
	}
	return codes
}

// TestLadderReachesTheWhole climbs the principal components: each rung misses
// less, the last nothing.
func TestLadderReachesTheWhole(t *testing.T) {
	p := studio(t)
	g := plain(1)
	p.send(&bridge.Probe{Request: g, Source: source(0), Rungs: 4})
	got := p.until(phase(bridge.Ready))
	if f := find[*bridge.Failed](got); len(f) > 0 {
		t.Fatalf("%+v", f[0])
	}
	f, pictures := find[*bridge.Findings](got)[0], find[*bridge.Picture](got)
	if len(pictures) != 4 || len(f.Components) != 4 || f.Components[0] != 1 || f.Components[3] != 16 {
		t.Fatalf("%d pictures of %v components", len(pictures), f.Components)
	}
	for i, miss := range f.Missing {
		if i > 0 && miss > f.Missing[i-1] {
			t.Errorf("more components miss more: %v", f.Missing)
		}
		if pictures[i].Value != f.Components[i] {
			t.Errorf("picture %d says %g components, want %g", i, pictures[i].Value, f.Components[i])
		}
	}
	if f.Missing[3] > 1e-9 || math.IsNaN(f.Missing[0]) {
		t.Errorf("all components miss %g", f.Missing[3])
	}
}

// TestCodesAreGuided draws from the unguided ends: with strength 0 the prompt
// says nothing, with 1 what to leave out says nothing.
func TestCodesAreGuided(t *testing.T) {
	p := studio(t)
	drawn := func(prompt, negative string, guidance float64) []float64 {
		m := ask(1, "9")
		m.Prior, m.Prompt, m.Negative, m.PriorGuidance, m.Candidates, m.Steps = bridge.PriorAR, prompt, negative, guidance, 1, 1
		p.send(m)
		codes := find[*bridge.Codes](p.until(phase(bridge.Ready)))
		return codes[len(codes)-1].Drawn
	}
	for _, c := range []struct {
		name        string
		a, b        string // prompts
		notA, notB  string
		guidance    float64
		wantTheSame bool
	}{
		{"the prompt without guidance", "red", "apple", "le", "le", 0, true},
		{"what to leave out without guidance", "red", "red", "le", "apple", 0, false},
		{"the prompt alone", "red", "apple", "le", "le", 1, false},
		{"what to leave out behind the prompt alone", "red", "red", "le", "apple", 1, true},
		{"what to leave out, guided", "red", "red", "le", "apple", 3, false},
	} {
		same := slices.Equal(drawn(c.a, c.notA, c.guidance), drawn(c.b, c.notB, c.guidance))
		if same != c.wantTheSame {
			t.Errorf("%s: the same codes %t, want %t", c.name, same, c.wantTheSame)
		}
	}
}
