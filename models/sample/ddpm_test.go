package sample

import (
	"math"
	"strconv"
	"testing"
)

func TestAncestralTables(t *testing.T) {
	s := cosine1000(t)
	for key, rows := range readReference(t).Schedules {
		n, _ := strconv.Atoi(key)
		for _, row := range rows {
			k := newAncestral(s, leg{row.T, row.Prev})
			for _, c := range []struct {
				name           string
				got, want, tol float64
			}{
				{"c0", k.c0, row.CX0, 1e-12},
				{"cx", k.cx, row.CXt, 1e-12},
				{"var", k.sigma * k.sigma, max(row.Var, 1e-20), 1e-12},
				{"log beta", k.logBeta, row.LogBeta, 1e-12},
				{"log var", k.logVar, row.LogVar, 1e-12},
			} {
				if !near(c.got, c.want, c.tol, 1e-9) {
					t.Errorf("%d steps, %d→%d: %s = %.15g, want %.15g", n, row.T, row.Prev, c.name, c.got, c.want)
				}
			}
		}
	}
}

// The seven-step table as published with eight digits, noise on the last step
// excepted.
func TestAncestralSevenSteps(t *testing.T) {
	s := cosine1000(t)
	for _, c := range []struct {
		leg           leg
		c0, cx, sigma float64
	}{
		{leg{999, 832}, .25733349, .00017883, .96632264},
		{leg{832, 666}, .38817636, .41894304, .76818536},
		{leg{666, 500}, .46554094, .47600169, .58040972},
		{leg{500, 333}, .57093413, .41395789, .41354886},
		{leg{333, 166}, .74695539, .25095161, .23696060},
		{leg{166, 0}, .99945041, .00054921, .00642358},
		{leg{0, -1}, 1, 0, 0},
	} {
		k := newAncestral(s, c.leg)
		if !near(k.c0, c.c0, 6e-9, 0) || !near(k.cx, c.cx, 6e-9, 0) || !near(k.sigma, c.sigma, 6e-9, 0) || k.noisy != (c.leg.s >= 0) {
			t.Errorf("%v: %.8f %.8f %.8f noisy %t, want %.8f %.8f %.8f", c.leg, k.c0, k.cx, k.sigma, k.noisy, c.c0, c.cx, c.sigma)
		}
	}
	if k := newAncestral(s, leg{0, -1}); k.c0 != 1 || k.cx != 0 {
		t.Errorf("the last step is %g·x0 + %g·x, want x0 itself", k.c0, k.cx)
	}
}

// The values that diffusers' own tests hold, stepping by one timestep. Its
// tables are float32, which shows at t = 1 where 1-ᾱ is small.
func TestPublishedVariances(t *testing.T) {
	s := cosine1000(t)
	for _, c := range []struct {
		t    int
		want float64
	}{{0, 1e-10}, {487, .0549625}, {999, .9994987}} {
		if k := newAncestral(s, leg{c.t, c.t - 1}); !near(k.sigma, c.want, 1e-7, 0) {
			t.Errorf("fixed_small_log at %d: sigma %.8g, want %.8g", c.t, k.sigma, c.want)
		}
	}
	d := &DDPM{variance: LearnedRange}
	for _, c := range []struct {
		t         int
		want, tol float64
	}{{1, -10.171279, 1e-4}, {487, -5.7998052, 1e-6}, {999, -.0010011, 1e-6}} {
		sigma := d.sigma(newAncestral(s, leg{c.t, c.t - 1}), Output{V: []float32{.5}}, 0)
		if got := 2 * math.Log(sigma); !near(got, c.want, c.tol, 0) {
			t.Errorf("learned_range at %d: log variance %.7f, want %.7f", c.t, got, c.want)
		}
	}
}

// One step of diffusers' UnCLIPScheduler on scalars. In its float32 tables 1-β
// is off by 2.5 % in the first step, and c0 by 5e-4 in the last, where exact is
// x0 itself: .6980863 and .3.
func TestDDPMSteps(t *testing.T) {
	ts, _ := UnCLIP(1000, 25)
	base := Config{Schedule: cosine1000(t), Timesteps: ts, Clip: Clip{Range: 1}}
	columns := []struct {
		prediction Prediction
		variance   Variance
	}{{Eps, FixedSmallLog}, {Eps, LearnedRange}, {X0, FixedSmallLog}}
	rows := map[string]struct {
		step int
		tol  float64
	}{"999->957": {0, 2e-5}, "500->458": {12, 2e-7}, "42->0": {23, 2e-6}, "0->-": {24, 4e-4}}
	ref := readReference(t).Steps
	for name, row := range rows {
		for column, c := range columns {
			want := ref[name].([]any)[column].(float64)
			cfg := base
			cfg.Prediction = c.prediction
			got := oneStep(t, cfg, c.variance, row.step)
			if !near(got, want, row.tol, 0) {
				t.Errorf("%s %s/%s: %.7f, want %.7f", name, c.prediction, c.variance, got, want)
			}
		}
	}
}

// oneStep enters a chain at one step with x = .7, output .3, v .2, noise .5.
func oneStep(t *testing.T, cfg Config, variance Variance, step int) float64 {
	t.Helper()
	d, err := NewDDPM(cfg, variance)
	if err != nil {
		t.Fatal(err)
	}
	snapshot := d.Snapshot()
	snapshot.Next, snapshot.X, snapshot.X0 = step, []float32{.7}, []float32{0}
	if err := d.Restore(snapshot); err != nil {
		t.Fatal(err)
	}
	if err := d.Step(step, Output{[]float32{.3}, []float32{.2}}, []float32{.5}); err != nil {
		t.Fatal(err)
	}
	return float64(d.X()[0])
}

func TestDDPMPreview(t *testing.T) {
	ts, _ := UnCLIP(1000, 25)
	cfg := Config{Schedule: cosine1000(t), Timesteps: ts, Clip: Clip{Range: 1}}
	for _, c := range []struct {
		step int
		want float64
	}{{0, 1}, {12, .6930112}, {23, .6785656}} {
		d, _ := NewDDPM(cfg, FixedSmallLog)
		snapshot := d.Snapshot()
		snapshot.Next, snapshot.X, snapshot.X0 = c.step, []float32{.7}, []float32{0}
		if err := d.Restore(snapshot); err != nil {
			t.Fatal(err)
		}
		if err := d.Step(c.step, Output{Pred: []float32{.3}}, []float32{.5}); err != nil {
			t.Fatal(err)
		}
		if got := float64(d.X0()[0]); !near(got, c.want, 1e-6, 0) {
			t.Errorf("x0 after step %d: %.7f, want %.7f", c.step, got, c.want)
		}
	}
}
