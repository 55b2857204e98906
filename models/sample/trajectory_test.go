package sample

import (
	"math"
	"testing"
)

// gaussian is data with one dimension whose exact ε is known: x0 ~ N(mu, sd²).
type gaussian struct {
	schedule Schedule
	mu, sd   float64
	want     Prediction
}

// model is the perfect network for this data.
func (g gaussian) model(t int, x []float32) (Output, error) {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(g.exact(t, float64(v)))
	}
	return Output{Pred: out}, nil
}

func (g gaussian) exact(t int, x float64) float64 {
	a := g.schedule.AlphaBar(t)
	alpha, sigma := math.Sqrt(a), math.Sqrt(1-a)
	eps := sigma * (x - alpha*g.mu) / (a*g.sd*g.sd + sigma*sigma)
	x0 := g.mu + alpha*g.sd*g.sd*(x-alpha*g.mu)/(a*g.sd*g.sd+sigma*sigma)
	switch g.want {
	case X0:
		return x0
	case V:
		return alpha*eps - sigma*x0
	}
	return eps
}

// ode is where the probability-flow ODE takes x from timestep t to clean data.
func (g gaussian) ode(t int, x float64) float64 {
	a := g.schedule.AlphaBar(t)
	return g.mu + g.sd*(x-math.Sqrt(a)*g.mu)/math.Sqrt(a*g.sd*g.sd+1-a)
}

// walk returns x after each step, from xT.
func walk(t *testing.T, s Sampler, xT float32, model Model) []float64 {
	t.Helper()
	if err := s.Start([]float32{xT}); err != nil {
		t.Fatal(err)
	}
	var xs []float64
	for i, ts := range s.Timesteps() {
		out, _ := model(ts, s.X())
		if err := s.Step(i, out, nil); err != nil {
			t.Fatal(err)
		}
		xs = append(xs, float64(s.X()[0]))
	}
	return xs
}

func linspace(n int) []int {
	ts := make([]int, n)
	for i := range ts {
		ts[i] = int(math.RoundToEven(999 * float64(n-i) / float64(n)))
	}
	return ts
}

// trailing is diffusers' spacing of that name; its DDIM steps by the constant
// T/n, so its legs need not meet.
func trailing(n int) (ts []int, all []leg) {
	for i := range n {
		t := int(math.RoundToEven(1000-1000*float64(i)/float64(n))) - 1
		ts, all = append(ts, t), append(all, leg{t, max(-1, t-1000/n)})
	}
	return ts, all
}

// The reference trajectories are diffusers' schedulers in float32, on the same
// data from x = .7. They lose up to 2.2e-4 in the first step, where float32
// cannot hold x - σ·ε; float64 values of the same formulas follow in exact.
func TestReferenceTrajectories(t *testing.T) {
	g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5}
	cfg := Config{Schedule: g.schedule, Prediction: X0}
	g.want = X0
	for _, c := range []struct {
		name      string
		n         int
		build     func(*testing.T, Config, int) Sampler
		want      []float64
		exact     []float64
		tolerance float64
	}{
		{"DDIM trailing", 6, trailingDDIM, []float64{.727859, .719122, .676800, .608964, .531897, .470371},
			[]float64{.727864, .719126, .676803, .608967, .531899, .470373}, 6e-6},
		{"DDIM trailing", 12, trailingDDIM, []float64{.507635}, []float64{.507636}, 6e-6},
		{"DDIM trailing", 25, trailingDDIM, []float64{.528609}, []float64{.528610}, 6e-6},
		{"2M linspace", 6, linear(NewDPMSolver), []float64{.728099, .719869, .682553, .623452, .566428, .495776},
			[]float64{.727885, .719683, .682390, .623317, .566316, .495687}, 2.3e-4},
		{"2M linspace", 12, linear(NewDPMSolver), []float64{.539663}, []float64{.539613}, 2.3e-4},
		{"2M linspace", 25, linear(NewDPMSolver), []float64{.549868}, []float64{.549844}, 2.3e-4},
		{"UniPC linspace", 6, linear(NewUniPC), []float64{.728099, .725067, .692605, .634642, .577647, .504653},
			[]float64{.727885, .724976, .692518, .634568, .577586, .504604}, 2.3e-4},
		{"UniPC linspace", 12, linear(NewUniPC), []float64{.542123}, []float64{.542096}, 2.3e-4},
		{"UniPC linspace", 25, linear(NewUniPC), []float64{.549279}, []float64{.549266}, 2.3e-4},
	} {
		got := walk(t, c.build(t, cfg, c.n), .7, g.model)
		got = got[len(got)-len(c.want):]
		t.Logf("%-14s %2d steps: %.6f", c.name, c.n, got)
		for i := range got {
			if !near(got[i], c.want[i], c.tolerance, 0) || !near(got[i], c.exact[i], 1.1e-6, 0) {
				t.Errorf("%s, %d steps, value %d: %.6f, reference %.6f, exact %.6f", c.name, c.n, i, got[i], c.want[i], c.exact[i])
			}
		}
	}
}

func trailingDDIM(t *testing.T, cfg Config, n int) Sampler {
	t.Helper()
	var all []leg
	cfg.Timesteps, all = trailing(n)
	s, err := newDDIM(cfg, 0, all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// linear makes a sampler over evenly spaced steps.
func linear[S Sampler](build func(Config) (S, error)) func(*testing.T, Config, int) Sampler {
	return func(t *testing.T, cfg Config, n int) Sampler {
		t.Helper()
		cfg.Timesteps = linspace(n)
		s, err := build(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// All three parametrizations of the perfect network give one trajectory. ε is
// looser, for dividing by √ᾱ magnifies its rounding near t = 995.
func TestPredictionsAgree(t *testing.T) {
	ts, _ := Power(995, 12, 1.5)
	for _, c := range []struct {
		prediction Prediction
		tolerance  float64
	}{{X0, 1e-6}, {V, 1e-6}, {Eps, 2e-5}} {
		g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5, want: c.prediction}
		s, err := NewDPMSolver(Config{Schedule: g.schedule, Timesteps: ts, Prediction: c.prediction})
		if err != nil {
			t.Fatal(err)
		}
		got := walk(t, s, .7, g.model)[11]
		t.Logf("%-12s ends at %.7f", c.prediction, got)
		if !near(got, referenceEnd(t, ts), c.tolerance, 0) {
			t.Errorf("%s ends at %.7f, want %.7f", c.prediction, got, referenceEnd(t, ts))
		}
	}
}

// referenceEnd is DPM-Solver++(2M) written out in its published form.
func referenceEnd(t *testing.T, ts []int) float64 {
	g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5, want: X0}
	lambda := func(t int) float64 {
		a := g.schedule.AlphaBar(t)
		return math.Log(math.Sqrt(a) / math.Sqrt(1-a))
	}
	x, m1 := float64(float32(.7)), 0.0
	for i, l := range legs(ts) {
		m0 := g.exact(l.t, x)
		d, h := m0, lambda(l.s)-lambda(l.t)
		if i > 0 && l.s > 0 {
			r := (lambda(l.t) - lambda(ts[i-1])) / h
			d = m0 + (m0-m1)/(2*r)
		}
		as, at := g.schedule.AlphaBar(l.s), g.schedule.AlphaBar(l.t)
		x = math.Sqrt((1-as)/(1-at))*x - math.Sqrt(as)*math.Expm1(-h)*d
		m1 = m0
	}
	return x
}

// More steps come closer to the ODE, second order comes closer than first, and
// the step into t = 0 does not overshoot under even spacing.
func TestConvergence(t *testing.T) {
	g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5, want: X0}
	cfg := Config{Schedule: g.schedule, Prediction: X0}
	for _, c := range []struct {
		name         string
		n            int
		p            float64
		second       bool
		start, bound float64
	}{
		{"ddim even", 12, 1, false, 999, .05},
		{"ddim even", 50, 1, false, 999, .012},
		{"2m even", 12, 1, true, 999, .0125},
		{"2m even", 50, 1, true, 999, .0015},
		{"2m power", 12, 1.5, true, 995, .006},
		{"2m power", 50, 1.5, true, 995, .0005},
	} {
		cfg.Timesteps, _ = Power(int(c.start), c.n, c.p)
		var s Sampler
		var err error
		if c.second {
			s, err = NewDPMSolver(cfg)
		} else {
			s, err = NewDDIM(cfg, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		miss := math.Abs(walk(t, s, .7, g.model)[c.n-1] - g.ode(cfg.Timesteps[0], .7))
		t.Logf("%-9s %2d steps miss the ODE by %.5f", c.name, c.n, miss)
		if miss > c.bound {
			t.Errorf("%s, %d steps: %.5f from the ODE, want under %.5f", c.name, c.n, miss, c.bound)
		}
	}
}

// Ancestral sampling and DDIM with η = 1 reproduce the spread of the data.
func TestStochasticSamplersMatchTheData(t *testing.T) {
	g := gaussian{schedule: cosine1000(t), mu: .2, sd: .5, want: X0}
	ts, _ := UnCLIP(1000, 100)
	cfg := Config{Schedule: g.schedule, Timesteps: ts, Prediction: X0}
	ancestral, _ := NewDDPM(cfg, FixedSmallLog)
	implicit, _ := NewDDIM(cfg, 1)
	half, _ := NewDDIM(cfg, .5)
	for name, s := range map[string]Sampler{"ddpm": ancestral, "ddim(1)": implicit, "ddim(.5)": half} {
		const n = 20_000
		noise := Noise{Seed: 7}
		if err := s.Start(noise.Start(n)); err != nil {
			t.Fatal(err)
		}
		if err := Run(s, noise, g.model); err != nil {
			t.Fatal(err)
		}
		mean, sd := moments(s.X())
		t.Logf("%-8s mean %.4f, standard deviation %.4f", name, mean, sd)
		if !near(mean, .2, .012, 0) || !near(sd, .5, .025, 0) {
			t.Errorf("%s: mean %.4f and deviation %.4f, want .2 and .5", name, mean, sd)
		}
	}
}

func moments(x []float32) (mean, sd float64) {
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	for _, v := range x {
		sd += (float64(v) - mean) * (float64(v) - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd)
}
