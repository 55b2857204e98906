package sample

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// reference is testdata/scheduler.json: float64 tables of the cosine schedule
// with T = 1000, and steps of diffusers' UnCLIPScheduler.
type reference struct {
	AlphaBar  map[string]float64 `json:"alpha_bar"`
	Every37   map[string]float64 `json:"alphas_cumprod_every_37"`
	Schedules map[string][]struct {
		T       int     `json:"t"`
		Prev    int     `json:"prev"`
		CX0     float64 `json:"c_x0"`
		CXt     float64 `json:"c_xt"`
		Var     float64 `json:"var"`
		LogBeta float64 `json:"log_beta"`
		LogVar  float64 `json:"log_var"`
	} `json:"schedules"`
	Steps map[string]any `json:"step_vectors_UnCLIPScheduler"`
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile("testdata/scheduler.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(data, &ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

func cosine1000(t testing.TB) Schedule {
	t.Helper()
	s, err := Cosine(1000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// near compares with an absolute and a relative part.
func near(got, want, abs, rel float64) bool {
	return math.Abs(got-want) <= abs+rel*math.Abs(want)
}

func TestCosineAgainstReference(t *testing.T) {
	s, ref, seen := cosine1000(t), readReference(t), 0
	for _, table := range []map[string]float64{ref.AlphaBar, ref.Every37} {
		for key, want := range table {
			at, _ := strconv.Atoi(key)
			if got := s.AlphaBar(at); !near(got, want, 0, 1e-12) {
				t.Errorf("alphaBar[%d] = %.17g, want %.17g", at, got, want)
			}
			seen++
		}
	}
	if seen != 47 {
		t.Errorf("compared %d values, want 47", seen)
	}
}

func TestScheduleValues(t *testing.T) {
	cosine := cosine1000(t)
	linear, err := Linear(1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want float64
		tol       float64
	}{
		{"cosine 0", cosine.AlphaBar(0), .999958716, 1e-9},
		{"cosine 250", cosine.AlphaBar(250), .845887986, 1e-9},
		{"cosine 500", cosine.AlphaBar(500), .492285172, 1e-9},
		{"cosine 979", cosine.AlphaBar(979), .00097119303, 1e-11},
		{"cosine 999", cosine.AlphaBar(999), 2.42877e-9, 1e-14},
		{"clean data", cosine.AlphaBar(-1), 1, 0},
		{"pure noise", cosine.AlphaBar(1000), 0, 0},
		{"log-SNR at 999", cosine.LogSNR(999), -19.84, .005},
		{"log-SNR of clean data", cosine.LogSNR(-1), math.Inf(1), 0},
		{"log-SNR of noise", cosine.LogSNR(1000), math.Inf(-1), 0},
		{"amplification of eps at 999", cosine.noise(999) / cosine.signal(999), 20291, .5},
		{"linear 0", linear.AlphaBar(0), 1 - 1e-4, 1e-15},
		{"linear 1", linear.AlphaBar(1), .9999 * (1 - 1e-4 - .0199/999), 1e-15},
		{"linear 999", linear.AlphaBar(999), 4.0358e-5, 1e-9},
	} {
		if c.got != c.want && !near(c.got, c.want, c.tol, 0) {
			t.Errorf("%-30s %.12g, want %.12g", c.name, c.got, c.want)
		}
	}
}

func TestScheduleRefusals(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func() (Schedule, error)
	}{
		{"cosine 0", func() (Schedule, error) { return Cosine(0) }},
		{"cosine -5", func() (Schedule, error) { return Cosine(-5) }},
		{"cosine huge", func() (Schedule, error) { return Cosine(math.MaxInt) }},
		{"linear 0", func() (Schedule, error) { return Linear(0) }},
		{"linear 10: beta above 1", func() (Schedule, error) { return Linear(10) }},
		{"empty", func() (Schedule, error) { return NewSchedule(nil) }},
		{"above one", func() (Schedule, error) { return NewSchedule([]float64{1.5, .5}) }},
		{"exactly one", func() (Schedule, error) { return NewSchedule([]float64{1, .5}) }},
		{"zero at the end", func() (Schedule, error) { return NewSchedule([]float64{.9, 0}) }},
		{"rising", func() (Schedule, error) { return NewSchedule([]float64{.5, .6}) }},
		{"flat", func() (Schedule, error) { return NewSchedule([]float64{.5, .5}) }},
		{"NaN", func() (Schedule, error) { return NewSchedule([]float64{.5, math.NaN()}) }},
	} {
		if s, err := c.build(); !errors.Is(err, ErrConfig) || s.T() != 0 {
			t.Errorf("%s: T %d, error %v", c.name, s.T(), err)
		}
	}
	for _, T := range []int{1, 2, 21, 4000, 100_000} {
		if s, err := Cosine(T); err != nil || s.T() != T {
			t.Errorf("Cosine(%d): %v", T, err)
		}
	}
}

func TestScheduleKeepsItsOwnTable(t *testing.T) {
	table := []float64{.9, .5}
	s, err := NewSchedule(table)
	table[0] = .1
	if err != nil || s.AlphaBar(0) != .9 {
		t.Errorf("alphaBar[0] = %g after the caller changed its slice, error %v", s.AlphaBar(0), err)
	}
}

func TestDiffuse(t *testing.T) {
	s := cosine1000(t)
	x0, z := []float32{1, -.5}, []float32{.25, 2}
	out := make([]float32, 2)
	if err := s.Diffuse(out, x0, z, 500); err != nil {
		t.Fatal(err)
	}
	a, b := math.Sqrt(.49228517244880304), math.Sqrt(1-.49228517244880304)
	for i := range out {
		want := a*float64(x0[i]) + b*float64(z[i])
		if !near(float64(out[i]), want, 1e-7, 0) {
			t.Errorf("value %d: %g, want %g", i, out[i], want)
		}
	}
	if err := s.Diffuse(x0, x0, z, -1); err != nil || !slices.Equal(x0, []float32{1, -.5}) {
		t.Errorf("clean data changed to %v, error %v", x0, err)
	}
	if err := s.Diffuse(out, x0, z[:1], 3); !errors.Is(err, ErrLength) {
		t.Errorf("short noise: %v", err)
	}
}
