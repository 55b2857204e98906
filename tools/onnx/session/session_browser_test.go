//go:build browser

// The tag is that of all tests that want npm packages.

package session

import (
	"math"
	"testing"

	"unclip/models/unclip"
	"unclip/tools/model"
)

// A picture through all stages is the same as the soft device's, but for what
// two orders of summation differ by.
func TestPicturesAgreeWithTheSoftDevice(t *testing.T) {
	f, _, fast := opened(t)
	slow, err := f.Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	ask := unclip.Defaults()
	ask.Prompt, ask.Steps, ask.PriorSteps = "red apple, noto", 2, 2
	got, want := draw(t, fast, ask), draw(t, slow, ask)
	if got.Size != want.Size || len(got.X0) != len(want.X0) {
		t.Fatalf("%d pixels; the soft device draws %d", got.Size, want.Size)
	}
	worst := 0.0
	for i := range got.X0 {
		worst = max(worst, math.Abs(float64(got.X0[i]-want.X0[i])))
	}
	if !(worst < 2e-3) {
		t.Errorf("differs by %g of 2", worst)
	}
	t.Logf("max |Δ| %.2g of 2", worst)
}

// opened is the embedded model, a runtime that holds it, and a pipeline.
func opened(t *testing.T) (*model.Folder, *Runtime, *unclip.Pipeline) {
	t.Helper()
	f, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r, p, err := OpenModel(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return f, r, p
}

func draw(t *testing.T, p *unclip.Pipeline, r unclip.Request) *unclip.Picture {
	t.Helper()
	made, err := p.Generate(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// A mistake of the host comes back as an error that names it.
func TestMissingInputs(t *testing.T) {
	f, r, _ := opened(t)
	net, err := r.Network(t.Context(), f.FirstPicture()[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := net.RunPrompt(t.Context()); err == nil {
		t.Error("a network ran without its inputs")
	} else {
		t.Log(err)
	}
}
