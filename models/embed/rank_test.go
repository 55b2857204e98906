package embed

import (
	"errors"
	"math"
	"testing"
)

func TestBestOf(t *testing.T) {
	zt := []float32{1, 1}
	for _, c := range []struct {
		name       string
		candidates [][]float32
		best       int
		score      float64
	}{
		{"one", [][]float32{{2, 1}}, 0, 3},
		{"second", [][]float32{{2, 1}, {2, 2}}, 1, 4},
		{"the first of equals", [][]float32{{2, 1}, {1, 2}}, 0, 3},
		{"all negative", [][]float32{{-9, 0}, {-2, 0}, {-3, 0}}, 1, -2},
	} {
		best, score, err := BestOf(c.candidates, zt)
		if err != nil || best != c.best || score != c.score {
			t.Errorf("%s: %d with %g, want %d with %g, error %v", c.name, best, score, c.best, c.score, err)
		}
	}
	if _, _, err := BestOf(nil, zt); !errors.Is(err, ErrLength) {
		t.Errorf("no candidates: %v", err)
	}
}

func TestProbe(t *testing.T) {
	a, b := atSimilarity(t, 64, .5)
	for _, c := range []struct {
		name   string
		labels [][]float32
		want   []float64
	}{
		{"one label is certain", [][]float32{b}, []float64{1}},
		{"equal labels share", [][]float32{b, b, b, b}, []float64{.25, .25, .25, .25}},
		{"length of a label is nothing", [][]float32{b, combine(b, 5, b, 0)}, []float64{.5, .5}},
		{"far apart", [][]float32{b, a}, []float64{0, 1}},
	} {
		got, err := Probe(a, c.labels, Sharpest)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if !near(got[i], c.want[i], 1e-5) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
	if _, err := Probe(a, nil, Sharpest); !errors.Is(err, ErrLength) {
		t.Errorf("no labels: %v", err)
	}
}

// A hundredth of cosine is a factor of e, and probabilities add up to one.
func TestProbeTemperature(t *testing.T) {
	a, near50 := atSimilarity(t, 64, .50)
	_, near51 := atSimilarity(t, 64, .51)
	for _, scale := range []float64{Sharpest, 20} {
		p, err := Probe(a, [][]float32{near51, near50}, scale)
		want := math.Exp(.01 * scale)
		if err != nil || !near(p[0]/p[1], want, 1e-3) || !near(p[0]+p[1], 1, 1e-12) {
			t.Errorf("scale %g: odds %.5f, want %.5f, sum %.15f, error %v", scale, p[0]/p[1], want, p[0]+p[1], err)
		}
	}
}
