package unclip

import (
	"errors"
	"strings"
	"testing"
)

func TestRequestCheck(t *testing.T) {
	with := func(change func(*Request)) Request {
		r := Defaults()
		r.Prompt = "a red apple"
		change(&r)
		return r
	}
	for _, c := range []struct {
		name string
		r    Request
		want string // part of the error; empty = accepted
	}{
		{"defaults", with(func(*Request) {}), ""},
		{"empty prompt", with(func(r *Request) { r.Prompt = "" }), ""},
		{"emoji", with(func(r *Request) { r.Prompt = "🍎👩‍👩‍👧" }), ""},
		{"right to left", with(func(r *Request) { r.Prompt = "تفاحة حمراء" }), ""},
		{"NUL", with(func(r *Request) { r.Prompt = "a\x00b" }), ""},
		{"100 KB", with(func(r *Request) { r.Prompt = strings.Repeat("apple ", 17000) }), "shorten"},
		{"broken UTF-8", with(func(r *Request) { r.Prompt = "\xff" }), "UTF-8"},
		{"no steps", with(func(r *Request) { r.Steps = 0 }), "choose 1 to 1000"},
		{"too many steps", with(func(r *Request) { r.PriorSteps = 1001 }), "choose 1 to 1000"},
		{"NaN guidance", with(func(r *Request) { r.Guidance = nan() }), "choose 0 to 50"},
		{"NaN image guidance", with(func(r *Request) { r.ImageGuidance = nan() }), "choose 0 to 50"},
		{"no candidates", with(func(r *Request) { r.Candidates = 0 }), "choose 1 to 16"},
		{"unknown prior", with(func(r *Request) { r.Prior = "magic" }), "diffusion, ar, text or none"},
		{"unknown sampler", with(func(r *Request) { r.Sampler = "euler" }), "dpm++2m, unipc, ddim or ddpm"},
		{"eta", with(func(r *Request) { r.Eta = 2 }), "choose 0 to 1"},
	} {
		err := c.r.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if err != nil && !errors.Is(err, ErrRequest) {
			t.Errorf("%s: %v is no ErrRequest", c.name, err)
		}
	}
}

func nan() float64 { zero := 0.0; return zero / zero }

func TestPlanarPutsPredictionBeforeVariance(t *testing.T) {
	// Two rows of two pixels, each pixel three predictions and three variances.
	rows := []float32{1, 2, 3, 11, 12, 13, 4, 5, 6, 14, 15, 16, 21, 22, 23, 31, 32, 33, 24, 25, 26, 34, 35, 36}
	want := []float32{1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26, 31, 32, 33, 34, 35, 36}
	for i, v := range Planar(rows, 2, 6) {
		if v != want[i] {
			t.Fatalf("Planar[%d] = %g, want %g", i, v, want[i])
		}
	}
}
