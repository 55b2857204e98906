package sample

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// invert takes one value to x_T along ts.
func invert(t *testing.T, cfg Config, refinements int, x float32, model Model) float32 {
	t.Helper()
	v, err := NewInversion(cfg, refinements)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Start([]float32{x}); err != nil {
		t.Fatal(err)
	}
	if err := Run(v, Noise{}, model); err != nil {
		t.Fatal(err)
	}
	return v.X()[0]
}

// Reconstruction errors on Gaussian data: the plain method is of first order,
// and its published errors are reached; three refinements beat ten times the
// steps. The plain method inverts from the smallest timestep, so it is compared
// there; refinement also inverts the last step, so it is compared at the end.
func TestInversionReconstructs(t *testing.T) {
	g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5, want: X0}
	cfg := Config{Schedule: g.schedule, Prediction: X0}
	for _, c := range []struct {
		n, refinements int
		low, high      float64
	}{
		{10, 0, .0990, .1006},
		{25, 0, .0405, .0417},
		{50, 0, .0203, .0213},
		{100, 0, .0100, .0110},
		{250, 0, .0038, .0048},
		{25, 1, 0, .02},
		{25, 2, 0, 1e-5},
		{25, 3, 0, 1e-6},
		{50, 3, 0, 1e-6},
	} {
		cfg.Timesteps, _ = Power(979, c.n, 1)
		xT := invert(t, cfg, c.refinements, .55, g.model)
		d, _ := NewDDIM(cfg, 0)
		xs := walk(t, d, xT, g.model)
		back := xs[c.n-1]
		if c.refinements == 0 {
			back = xs[c.n-2]
		}
		miss := math.Abs(back - .55)
		t.Logf("%3d steps, %2d refinements: off by %.7f", c.n, c.refinements, miss)
		if miss < c.low || miss > c.high {
			t.Errorf("%d steps, %d refinements: off by %.6f, want %.4f to %.4f", c.n, c.refinements, miss, c.low, c.high)
		}
	}
}

func TestInversionIsBlindToPrediction(t *testing.T) {
	cfg := Config{Schedule: cosine1000(t)}
	cfg.Timesteps, _ = Power(979, 25, 1)
	var xT [3]float32
	for _, p := range []Prediction{Eps, X0, V} {
		g := gaussian{schedule: cfg.Schedule, mu: .2, sd: .5, want: p}
		cfg.Prediction = p
		xT[p] = invert(t, cfg, 3, .55, g.model)
	}
	if !near(float64(xT[0]), float64(xT[1]), 1e-5, 0) || !near(float64(xT[1]), float64(xT[2]), 1e-5, 0) {
		t.Errorf("eps, x0 and v lead to %v", xT)
	}
}

func TestInversionEvaluations(t *testing.T) {
	s := cosine1000(t)
	for _, c := range []struct {
		ts          []int
		refinements int
		want        []int
	}{
		{[]int{500, 200, 0}, 0, []int{0, 200}},
		{[]int{500, 200, 0}, 1, []int{0, 200, 500}},
		{[]int{500, 0}, 2, []int{0, 0, 500, 500}},
		{[]int{500}, 1, []int{500}},
	} {
		v, err := NewInversion(Config{Schedule: s, Timesteps: c.ts}, c.refinements)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Timesteps(); !slices.Equal(got, c.want) {
			t.Errorf("%v refined %d times is evaluated at %v, want %v", c.ts, c.refinements, got, c.want)
		}
	}
	for _, c := range []struct {
		ts          []int
		refinements int
	}{{[]int{500}, 0}, {[]int{500, 0}, -1}, {[]int{500, 0}, 101}, {nil, 3}} {
		if v, err := NewInversion(Config{Schedule: s, Timesteps: c.ts}, c.refinements); !errors.Is(err, ErrConfig) || v != nil {
			t.Errorf("%v refined %d times: %v", c.ts, c.refinements, err)
		}
	}
}
