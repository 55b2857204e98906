package sample

import (
	"errors"
	"math"
	"testing"
)

func TestDraw(t *testing.T) {
	logits := []float32{0, 2, 1, 2}
	for _, c := range []struct {
		temperature, uniform float64
		want                 int
	}{
		{0, .99, 1}, {1, 0, 0}, {1, .05, 0}, {1, .06, 1}, {1, .45, 1}, {1, .46, 2}, {1, .60, 2}, {1, .62, 3}, {1, 1, 3},
		{100, .24, 0}, {100, .26, 1}, {.01, .4, 1}, {.01, .6, 3},
	} {
		if got, err := Draw(logits, c.temperature, c.uniform); err != nil || got != c.want {
			t.Errorf("temperature %g, %g: %d, %v, want %d", c.temperature, c.uniform, got, err, c.want)
		}
	}
	nan := float32(math.NaN())
	for _, bad := range [][]float32{nil, {1, nan}, {float32(math.Inf(1))}} {
		if _, err := Draw(bad, 1, .5); err == nil {
			t.Errorf("%v accepted", bad)
		}
	}
	if _, err := Draw(logits, math.NaN(), .5); !errors.Is(err, ErrConfig) {
		t.Errorf("NaN temperature: %v", err)
	}
}

// Draws follow the softmax.
func TestDrawsFollowTheOdds(t *testing.T) {
	const n = 40_000
	logits := []float32{0, 1, -1, .5}
	var count [4]float64
	for _, u := range (Noise{Seed: 4}).Uniform(0, n) {
		i, err := Draw(logits, 1, u)
		if err != nil {
			t.Fatal(err)
		}
		count[i] += 1. / n
	}
	for i, want := range []float64{.1966, .5344, .0723, .3241} { // up to their sum
		want /= .1966 + .5344 + .0723 + .3241
		if math.Abs(count[i]-want) > .01 {
			t.Errorf("index %d: %.4f, want %.4f", i, count[i], want)
		}
	}
}

// The bits of the draws are a promise, as those of the noise are.
func TestUniformGolden(t *testing.T) {
	got := Noise{Seed: 1, Stream: 2}.Uniform(3, 5)
	again := Noise{Seed: 1, Stream: 2}.Uniform(3, 9)
	for i, u := range got {
		if !(u > 0 && u < 1) || u != again[i] {
			t.Errorf("%d: %g, in a longer draw %g", i, u, again[i])
		}
	}
}
