package unclip

import (
	"fmt"
	"math"
	"testing"

	"unclip/models/decoder"
	"unclip/models/sample"
)

// At t = 999 a small error of ε is a huge one of x0: only the way back from an
// inversion goes without a bound.
func TestOnlyTheWayBackIsUnbounded(t *testing.T) {
	p := &Pipeline{config: &Config{Decoder: decoder.Config{Schedule: "cosine", Prediction: "eps"}}}
	for _, c := range []struct {
		sampler  string
		inverted bool
		bounded  bool
	}{{"ddim", false, true}, {"ddim", true, false}, {"ddpm", false, true}, {"dpm++2m", false, true}, {"unipc", false, true}} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			chain, err := p.decoderChain(Request{Sampler: c.sampler}, []int{999, 0}, c.inverted)
			if err != nil {
				t.Fatal(err)
			}
			if err := first(chain.Start([]float32{0}), chain.Step(0, sample.Output{Pred: []float32{.1}}, []float32{0})); err != nil {
				t.Fatal(err)
			}
			if got := math.Abs(float64(chain.X()[0])) <= 2; got != c.bounded {
				t.Errorf("x after the first step %g, want bounded %t", chain.X()[0], c.bounded)
			}
		})
	}
}

func TestDefaultsOfTheModel(t *testing.T) {
	for _, c := range []struct {
		scale           float64
		steps           int
		guidance, prior float64
	}{{13.86, 16, 2, 1.5}, {0, 25, 8, 4}} {
		r := (&Config{Embedding: Embedding{Scale: c.scale}}).Defaults()
		if r.Steps != c.steps || r.Guidance != c.guidance || r.ImageGuidance != c.guidance || r.PriorGuidance != c.prior || r.Check() != nil {
			t.Errorf("scale %g: %+v, %v", c.scale, r, r.Check())
		}
	}
}

func TestSharpness(t *testing.T) {
	for _, c := range []struct{ logit, want float64 }{{0, 100}, {math.Log(20), 20}, {math.Log(100), 100}, {9, 100}} {
		if got := (Embedding{LogitScale: c.logit}).Sharpness(); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("logit scale %g: %g, want %g", c.logit, got, c.want)
		}
	}
}
