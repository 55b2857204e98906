//go:build browser

// The tag is that of all tests that want npm packages.

package session

import (
	"math"
	"testing"

	"unclip/models/unclip"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
)

// A picture through all stages is the same as the soft device's, but for what
// two orders of summation differ by.
func TestPicturesAgreeWithTheSoftDevice(t *testing.T) {
	f, r := opened(t)
	fast, err := f.On(r)
	if err != nil {
		t.Fatal(err)
	}
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

// opened is the embedded model and a runtime that holds it.
func opened(t *testing.T) (*model.Folder, *Runtime) {
	t.Helper()
	f, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), export.FromShards(f.Manifest, f.Read))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return f, r
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
	f, r := opened(t)
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
