package sample

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestConfigRefusals(t *testing.T) {
	good := Config{Schedule: cosine1000(t), Timesteps: []int{999, 0}}
	for name, spoil := range map[string]func(*Config){
		"no schedule":      func(c *Config) { c.Schedule = Schedule{} },
		"no timesteps":     func(c *Config) { c.Timesteps = nil },
		"rising timesteps": func(c *Config) { c.Timesteps = []int{0, 999} },
		"timestep 1000":    func(c *Config) { c.Timesteps = []int{1000} },
		"prediction -1":    func(c *Config) { c.Prediction = -1 },
		"prediction 3":     func(c *Config) { c.Prediction = 3 },
		"clip NaN":         func(c *Config) { c.Clip.Range = math.NaN() },
		"zero":             func(c *Config) { *c = Config{} },
	} {
		cfg := good
		spoil(&cfg)
		_, err1 := NewDDPM(cfg, FixedSmallLog)
		_, err2 := NewDDIM(cfg, 0)
		_, err3 := NewDPMSolver(cfg)
		_, err4 := NewInversion(cfg, 1)
		for i, err := range []error{err1, err2, err3, err4} {
			if !errors.Is(err, ErrConfig) {
				t.Errorf("%s, sampler %d: %v", name, i, err)
			}
		}
	}
	for _, eta := range []float64{-.1, 1.1, math.NaN(), math.Inf(1)} {
		if _, err := NewDDIM(good, eta); !errors.Is(err, ErrConfig) {
			t.Errorf("eta %g: %v", eta, err)
		}
	}
	for _, v := range []Variance{-1, 2} {
		if _, err := NewDDPM(good, v); !errors.Is(err, ErrConfig) {
			t.Errorf("variance %d: %v", v, err)
		}
	}
}

// A refused step leaves the sampler as it was, and the right step still works.
func TestStepRefusals(t *testing.T) {
	ok, nan, inf := []float32{.1, .2}, []float32{.1, float32(math.NaN())}, []float32{float32(math.Inf(1)), 0}
	for name, build := range samplers(t, []int{900, 500, 100}) {
		s := build()
		if err := s.Step(0, Output{ok, ok}, ok); !errors.Is(err, ErrOrder) {
			t.Errorf("%s before Start: %v", name, err)
		}
		if err := s.Start([]float32{1, -1}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			what string
			i    int
			out  Output
			z    []float32
			want error
		}{
			{"a step too far", 1, Output{ok, ok}, ok, ErrOrder},
			{"step -1", -1, Output{ok, ok}, ok, ErrOrder},
			{"step most int", math.MaxInt, Output{ok, ok}, ok, ErrOrder},
			{"no prediction", 0, Output{nil, ok}, ok, ErrLength},
			{"short prediction", 0, Output{ok[:1], ok}, ok, ErrLength},
			{"NaN prediction", 0, Output{nan, ok}, ok, ErrNotFinite},
			{"Inf prediction", 0, Output{inf, ok}, ok, ErrNotFinite},
		} {
			refused(t, s, name+": "+c.what, c.i, c.out, c.z, c.want)
		}
		if s.NeedsNoise(0) {
			refused(t, s, name+": no noise", 0, Output{ok, ok}, nil, ErrLength)
			refused(t, s, name+": NaN noise", 0, Output{ok, ok}, nan, ErrNotFinite)
		}
		if err := s.Step(0, Output{ok, ok}, ok); err != nil || s.Next() != 1 {
			t.Errorf("%s: the right step after refusals: %v", name, err)
		}
	}
}

func refused(t *testing.T, s Sampler, what string, i int, out Output, z []float32, want error) {
	t.Helper()
	before := fmt.Sprint(s.Snapshot())
	if err := s.Step(i, out, z); !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
	if fmt.Sprint(s.Snapshot()) != before {
		t.Errorf("%s: refused, and yet the state changed", what)
	}
}

func TestLearnedRangeRefusals(t *testing.T) {
	ok := []float32{.1, .2}
	s := samplers(t, []int{900, 500})["ddpm learned"]()
	if err := s.Start(ok); err != nil {
		t.Fatal(err)
	}
	refused(t, s, "no variance", 0, Output{Pred: ok}, ok, ErrLength)
	refused(t, s, "NaN variance", 0, Output{ok, []float32{0, float32(math.NaN())}}, ok, ErrNotFinite)
	refused(t, s, "variance without bound", 0, Output{ok, []float32{0, 3e38}}, ok, ErrNotFinite)
}

func TestStartRefusals(t *testing.T) {
	for name, build := range samplers(t, []int{900, 500}) {
		s := build()
		if err := s.Start(nil); !errors.Is(err, ErrLength) {
			t.Errorf("%s started with nothing: %v", name, err)
		}
		if err := s.Start([]float32{float32(math.NaN())}); !errors.Is(err, ErrNotFinite) {
			t.Errorf("%s started with NaN: %v", name, err)
		}
		if s.NeedsNoise(-1) || s.NeedsNoise(2_000_000) {
			t.Errorf("%s wants noise for steps that do not exist", name)
		}
	}
}

// One step, every step, and the hard first timestep work for every sampler.
func TestShortAndLongRuns(t *testing.T) {
	for _, n := range []int{1, 2, 3, 1000} {
		ts, err := UnCLIP(1000, n)
		if err != nil {
			t.Fatal(err)
		}
		cfg := Config{Schedule: cosine1000(t), Timesteps: ts, Clip: Clip{Range: 1}}
		noise := Noise{Seed: 1}
		ancestral, _ := NewDDPM(cfg, LearnedRange)
		implicit, _ := NewDDIM(cfg, 1)
		multi, _ := NewDPMSolver(cfg)
		for _, s := range []Sampler{ancestral, implicit, multi} {
			if err := errors.Join(s.Start(noise.Start(6)), Run(s, noise, pretend)); err != nil {
				t.Errorf("%T, %d steps: %v", s, n, err)
			}
			for _, v := range s.X() {
				if !(v >= -1 && v <= 1) {
					t.Errorf("%T, %d steps: %g leaves the clamp", s, n, v)
				}
			}
			if err := s.Step(n, Output{}, nil); !errors.Is(err, ErrOrder) {
				t.Errorf("%T, a step after the last: %v", s, err)
			}
		}
	}
}

// A table so flat that λ stands still must not divide by nothing.
func TestFlatSchedule(t *testing.T) {
	table := []float64{.001}
	for range 3 {
		table = append(table, math.Nextafter(table[len(table)-1], 0))
	}
	flat, err := NewSchedule(table)
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Schedule: flat, Timesteps: []int{3, 2, 1, 0}}
	ancestral, _ := NewDDPM(cfg, LearnedRange)
	multi, _ := NewDPMSolver(cfg)
	for _, s := range []Sampler{ancestral, multi} {
		if err := errors.Join(s.Start([]float32{1, 2}), Run(s, Noise{}, pretend)); err != nil {
			t.Errorf("%T: %v", s, err)
		}
	}
}

func TestRestartChangesLength(t *testing.T) {
	for name, build := range samplers(t, []int{900, 500}) {
		s := build()
		for _, n := range []int{4, 9, 2} {
			if err := s.Start(Noise{}.Start(n)); err != nil || s.Next() != 0 || len(s.X()) != n {
				t.Errorf("%s with %d values starts at step %d: %v", name, n, s.Next(), err)
			}
			if err := Run(s, Noise{}, pretend); err != nil || s.Next() != len(s.Timesteps()) {
				t.Errorf("%s with %d values: %v", name, n, err)
			}
		}
	}
}

func FuzzStep(f *testing.F) {
	f.Add(float32(.3), float32(.1), float32(0), float32(1), uint8(3), uint16(0))
	f.Add(float32(math.MaxFloat32), float32(-math.MaxFloat32), float32(9), float32(-9), uint8(200), uint16(999))
	f.Add(float32(math.NaN()), float32(math.Inf(1)), float32(math.NaN()), float32(0), uint8(0), uint16(7))
	schedule := cosine1000(f)
	f.Fuzz(func(t *testing.T, x, pred, v, z float32, kind uint8, start uint16) {
		cfg := Config{Schedule: schedule, Prediction: Prediction(kind % 4), Clip: Clip{float64(kind % 3), float64(kind%5) / 4}}
		cfg.Timesteps, _ = Power(int(start)%1000, int(kind%7), 1.5)
		ddpm, err1 := NewDDPM(cfg, Variance(kind%2))
		ddim, err2 := NewDDIM(cfg, float64(kind%11)/10)
		multi, err3 := NewDPMSolver(cfg)
		if err1 != nil || err2 != nil || err3 != nil {
			return
		}
		for _, s := range []Sampler{ddpm, ddim, multi} {
			if s.Start([]float32{x, -x}) != nil {
				continue
			}
			for i := range s.Timesteps() {
				before := s.Next()
				err := s.Step(i, Output{[]float32{pred, x}, []float32{v, -v}}, []float32{z, -z})
				if (err == nil) != (s.Next() == before+1) || finite("", s.X()) != nil {
					t.Fatalf("%T step %d: next %d, x %v, error %v", s, i, s.Next(), s.X(), err)
				}
			}
		}
	})
}
