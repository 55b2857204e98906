package engine_test

import (
	"bytes"
	"slices"
	"testing"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// TestAims looks at the ends of text diffs: the paper's texts, or what a prior
// imagines and the picture itself; what was imagined is not imagined again.
func TestAims(t *testing.T) {
	p := pipeline(t, tiny(t, weights.F32))
	zt := func(caption string) []float32 {
		y, err := p.Read(t.Context(), caption, "")
		if err != nil {
			t.Fatal(err)
		}
		return y.Zt[:len(y.Zt)/2]
	}
	picture := unclip.Latent{Zi: slices.Repeat([]float32{1}, len(zt("")))}
	for _, c := range []struct {
		prior, to, from  string
		wantTo, wantFrom []float32 // nil: something else than the words
		stages           int       // that ran
	}{
		{"text", "red", "blue", zt("red"), zt("blue"), 2},
		{"text", "red", "", zt("red"), zt(""), 1},
		{"none", "apple", "", zt("apple"), zt(""), 1},
		{"diffusion", "red", "", nil, picture.Zi, 3},
		{"diffusion", "red", "blue", nil, nil, 3},
	} {
		r, ran := unclip.Defaults(), 0
		r.Prior, r.PriorSteps = c.prior, 2
		count := func(unclip.Event) { ran++ }
		a, err := p.Aim(t.Context(), picture, c.to, c.from, r, count)
		if err != nil {
			t.Fatal(err)
		}
		if c.wantTo != nil && !slices.Equal(a.To, c.wantTo) || c.wantFrom != nil && !slices.Equal(a.From, c.wantFrom) || slices.Equal(a.To, a.From) {
			t.Errorf("%+v: other ends", c)
		}
		if c.wantTo == nil && slices.Equal(a.To, zt(c.to)) {
			t.Errorf("%s, %q: the text, not what is imagined", c.prior, c.to)
		}
		if ran != c.stages {
			t.Errorf("%s, %q to %q: %d stages ran, want %d", c.prior, c.from, c.to, ran, c.stages)
		}
		if _, err := p.Aim(t.Context(), picture, c.to, c.from, r, count); err != nil || ran != c.stages {
			t.Errorf("%s, %q to %q: %d more stages ran when asked again, %v", c.prior, c.from, c.to, ran-c.stages, err)
		}
	}
}

// What a text diff imagines code by code is shown on the way, guided by the
// words as a picture of them is.
func TestAimsAreShownGuided(t *testing.T) {
	p := studio(t)
	glimpses := func(caption string) []byte {
		g := plain(1)
		g.Prior, g.Prompt, g.PriorGuidance, g.Guidance, g.ImageGuidance = bridge.PriorAR, caption, 0, 2, 2
		p.send(&bridge.TextDiff{Request: g, Source: source(0), Strength: .3})
		for _, v := range find[*bridge.Preview](p.until(phase(bridge.Ready))) {
			if v.Step == 0 {
				return v.Pixels.Bytes()
			}
		}
		t.Fatalf("%q: no picture of the codes", caption)
		return nil
	}
	// Without guidance of the prior both captions have the same codes: what their
	// pictures differ by, the decoder was told.
	if red, apple := glimpses("red"), glimpses("apple"); bytes.Equal(red, apple) {
		t.Error("two captions look the same on the way")
	}
}
