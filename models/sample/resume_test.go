package sample

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

// samplers builds one of each kind, by name, over the same timesteps.
func samplers(t testing.TB, ts []int) map[string]func() Sampler {
	cfg := Config{Schedule: cosine1000(t), Timesteps: ts, Prediction: V, Clip: Clip{Range: 1, Percentile: .9}}
	must := func(s Sampler, err error) Sampler {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return map[string]func() Sampler{
		"ddpm small":   func() Sampler { s, err := NewDDPM(cfg, FixedSmallLog); return must(s, err) },
		"ddpm learned": func() Sampler { s, err := NewDDPM(cfg, LearnedRange); return must(s, err) },
		"ddim 0":       func() Sampler { s, err := NewDDIM(cfg, 0); return must(s, err) },
		"ddim half":    func() Sampler { s, err := NewDDIM(cfg, .5); return must(s, err) },
		"2m":           func() Sampler { s, err := NewDPMSolver(cfg); return must(s, err) },
		"unipc":        func() Sampler { s, err := NewUniPC(cfg); return must(s, err) },
		"inversion 0":  func() Sampler { s, err := NewInversion(cfg, 0); return must(s, err) },
		"inversion 2":  func() Sampler { s, err := NewInversion(cfg, 2); return must(s, err) },
	}
}

// pretend stands in for a network, with variance and some cross-talk. It uses
// rounded products and sums alone, so that it has the same bits everywhere.
func pretend(t int, x []float32) (Output, error) {
	out := Output{make([]float32, len(x)), make([]float32, len(x))}
	for i, v := range x {
		next := x[(i+1)%len(x)]
		out.Pred[i] = float32(.7*v) - float32(.2*next) + float32(float32(t)*.0003)
		out.V[i] = max(-1, min(1, float32(.5*next)))
	}
	return out, nil
}

var errLost = errors.New("device lost")

// A run interrupted before any step, its snapshot stored as text, continues in
// a new sampler to the same bits.
func TestResumeAnywhere(t *testing.T) {
	ts, _ := Power(979, 6, 1)
	noise := Noise{Seed: 11, Stream: 2}
	for name, build := range samplers(t, ts) {
		whole := build()
		if err := errors.Join(whole.Start(noise.Start(24)), Run(whole, noise, pretend)); err != nil {
			t.Fatal(name, err)
		}
		for stop := range whole.Timesteps() {
			resumed := build()
			restore(t, resumed, interrupt(t, build(), noise, stop))
			if err := Run(resumed, noise, pretend); err != nil {
				t.Fatal(name, err)
			}
			if !slices.Equal(resumed.X(), whole.X()) || !slices.Equal(resumed.X0(), whole.X0()) {
				t.Errorf("%s resumed at step %d ends elsewhere", name, stop)
			}
		}
	}
}

// interrupt loses the device at one step and returns the stored snapshot.
func interrupt(t *testing.T, s Sampler, noise Noise, stop int) []byte {
	t.Helper()
	if err := s.Start(noise.Start(24)); err != nil {
		t.Fatal(err)
	}
	err := Run(s, noise, func(at int, x []float32) (Output, error) {
		if s.Next() == stop {
			return Output{}, errLost
		}
		return pretend(at, x)
	})
	if !errors.Is(err, errLost) || s.Next() != stop {
		t.Fatalf("stopped at %d with %v, want %d", s.Next(), err, stop)
	}
	text, err := json.Marshal(s.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func restore(t *testing.T, s Sampler, text []byte) {
	t.Helper()
	var snapshot Snapshot
	if err := errors.Join(json.Unmarshal(text, &snapshot), s.Restore(snapshot)); err != nil {
		t.Fatal(err)
	}
}

// A snapshot does not change as the run goes on, nor the run with it.
func TestSnapshotIsACopy(t *testing.T) {
	for name, build := range samplers(t, []int{900, 500, 100}) {
		s, noise := build(), Noise{Seed: 3}
		if s.X0() != nil {
			t.Errorf("%s has a preview before Start", name)
		}
		if err := s.Start(noise.Start(8)); err != nil || s.X0() != nil {
			t.Fatal(name, err, s.X0())
		}
		before := s.Snapshot()
		want := fmt.Sprint(before)
		if err := Run(s, noise, pretend); err != nil {
			t.Fatal(name, err)
		}
		after := slices.Clone(s.X())
		if got := fmt.Sprint(before); got != want {
			t.Errorf("%s: the snapshot changed during the run", name)
		}
		before.X[0] = 77
		if !slices.Equal(s.X(), after) || s.Next() != len(s.Timesteps()) {
			t.Errorf("%s: the run changed with its snapshot", name)
		}
	}
}

func TestSnapshotRefusals(t *testing.T) {
	ts := []int{900, 500, 100}
	build := samplers(t, ts)["inversion 2"]
	good := build()
	if err := errors.Join(good.Start(Noise{}.Start(8)), Run(good, Noise{}, pretend)); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Snapshot){
		"another kind":      func(s *Snapshot) { s.Kind = "ddim(0)" },
		"another option":    func(s *Snapshot) { s.Kind = "inversion(3)" },
		"other timesteps":   func(s *Snapshot) { s.Timesteps = []int{900, 500, 101} },
		"no timesteps":      func(s *Snapshot) { s.Timesteps = nil },
		"before the start":  func(s *Snapshot) { s.Next = -1 },
		"after the end":     func(s *Snapshot) { s.Next = 1000 },
		"no state":          func(s *Snapshot) { s.X = nil },
		"state cut":         func(s *Snapshot) { s.X = s.X[:7] },
		"preview cut":       func(s *Snapshot) { s.X0 = s.X0[:7] },
		"base lost":         func(s *Snapshot) { s.Base = nil },
		"NaN in the state":  func(s *Snapshot) { s.X[2] = float32(math.NaN()) },
		"Inf in the base":   func(s *Snapshot) { s.Base[2] = float32(math.Inf(1)) },
		"-Inf in the x0":    func(s *Snapshot) { s.X0[2] = float32(math.Inf(-1)) },
		"an empty snapshot": func(s *Snapshot) { *s = Snapshot{} },
	} {
		snapshot, target := good.Snapshot(), build()
		spoil(&snapshot)
		if err := target.Start(Noise{Seed: 1}.Start(8)); err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprint(target.Snapshot())
		err := target.Restore(snapshot)
		if !errors.Is(err, ErrSnapshot) && !errors.Is(err, ErrNotFinite) {
			t.Errorf("%s: %v", name, err)
		}
		if fmt.Sprint(target.Snapshot()) != before {
			t.Errorf("%s: refused, and yet the sampler changed", name)
		}
	}
	if err := build().Restore(build().Snapshot()); !errors.Is(err, ErrSnapshot) {
		t.Errorf("a snapshot from before Start: %v", err)
	}
}

// Whole runs have the same bits on every platform.
func TestRunGolden(t *testing.T) {
	ts, _ := Power(995, 8, 1.5)
	want := map[string]string{
		"ddpm small":   "ddb24cdd4158ff5b",
		"ddpm learned": "7ae61cdef8d04b18",
		"ddim 0":       "da1148ac3bb90115",
		"ddim half":    "94ae71b6734a86b1",
		"2m":           "469f7c2010463e03",
		"unipc":        "08003f811070d312",
		"inversion 0":  "31e0a8d831ad310e",
		"inversion 2":  "14f69ec3f8c7e2ae",
	}
	for name, build := range samplers(t, ts) {
		s, noise := build(), Noise{Seed: 2022, Stream: 1}
		if err := errors.Join(s.Start(noise.Start(192)), Run(s, noise, pretend)); err != nil {
			t.Fatal(name, err)
		}
		if got := digest(s.X()); got != want[name] {
			t.Errorf("%q: %q, want %q", name, got, want[name])
		}
	}
}
