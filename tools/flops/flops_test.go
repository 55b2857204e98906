package main

import (
	"testing"

	"unclip/models/unclip"
	"unclip/tools/model"
)

// What a picture may cost at the settings that a page starts with.
const (
	most64  = 0.35e12
	most256 = 0.6e12 // beyond that
)

func TestEmbeddedModelStaysWithinItsWork(t *testing.T) {
	f, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r := unclip.Defaults()
	r.Prompt = "a red apple, noto"
	r.Size = 64
	small := totalOf(t, f, r)
	if small <= 0 || small > most64 {
		t.Errorf("64 pixels take %.3g FLOP; at most %.3g", small, most64)
	}
	r.Size = 256
	if more := totalOf(t, f, r) - small; more <= 0 || more > most256 {
		t.Errorf("256 pixels take %.3g FLOP more; at most %.3g", more, most256)
	}
}

// Twice the steps are twice the decoder's steps and nothing else; the caption
// alone needs no prior.
func TestCountFollowsTheRequest(t *testing.T) {
	f, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r := unclip.Defaults()
	r.Prompt, r.Steps = "a red apple, noto", 4
	four, err := counted(t.Context(), f, r)
	if err != nil {
		t.Fatal(err)
	}
	r.Steps, r.Prior = 8, "none"
	eight, err := counted(t.Context(), f, r)
	if err != nil {
		t.Fatal(err)
	}
	if ratio := eight.FLOPs["decoder"] / four.FLOPs["decoder"]; ratio < 1.9 || ratio > 2 {
		t.Errorf("8 steps take %.3f times 4", ratio)
	}
	if eight.FLOPs["prior"] != 0 || four.FLOPs["prior"] == 0 || eight.FLOPs["text"] != four.FLOPs["text"] {
		t.Errorf("with prior %v, without %v", four.FLOPs, eight.FLOPs)
	}
}

// What a page is told of the time left weighs upsamplers against the decoder by
// a rough count: not half as much again off.
func TestRoughWorkIsAboutRight(t *testing.T) {
	f, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r := unclip.Defaults()
	r.Prompt, r.Steps, r.Size = "a red apple, noto", 2, 256
	c, err := counted(t.Context(), f, r)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.On(c)
	if err != nil {
		t.Fatal(err)
	}
	a := p.Ahead(r)
	want := c.FLOPs["upsample"] / float64(a.Upsampler) / (c.FLOPs["decoder"] / float64(a.Decoder))
	if off := a.Ratio / want; off < 1/1.5 || off > 1.5 {
		t.Errorf("a step of an upsampler is worth %.2f of the decoder's, not %.2f", want, a.Ratio)
	}
}

func totalOf(t *testing.T, f *model.Folder, r unclip.Request) float64 {
	t.Helper()
	c, err := counted(t.Context(), f, r)
	if err != nil {
		t.Fatal(err)
	}
	return c.total()
}
