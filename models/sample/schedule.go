package sample

import (
	"fmt"
	"math"
)

// maxT bounds the length of a schedule; the papers use 1,000.
const maxT = 100_000

// Schedule is the forward process q(x_t|x0) = N(√ᾱ_t·x0, (1-ᾱ_t)·I), Ho et al.
// 2020, eq. 4. It holds ᾱ_t for t = 0 … T-1 in float64 and never changes.
type Schedule struct{ alphaBar []float64 }

// NewSchedule takes a table of ᾱ, strictly decreasing inside (0, 1).
func NewSchedule(alphaBar []float64) (Schedule, error) {
	if len(alphaBar) < 1 || len(alphaBar) > maxT {
		return Schedule{}, fmt.Errorf("%w: %d timesteps in a schedule, 1 to %d work", ErrConfig, len(alphaBar), maxT)
	}
	last := 1.0
	for t, a := range alphaBar {
		if !(a > 0 && a < last) {
			return Schedule{}, fmt.Errorf("%w: alphaBar[%d] = %g is not inside (0, %g); it must fall strictly from 1 towards 0", ErrConfig, t, a, last)
		}
		last = a
	}
	return Schedule{append([]float64(nil), alphaBar...)}, nil
}

// Cosine is the schedule of Nichol & Dhariwal 2021, eq. 17, with β capped at
// .999: the unCLIP prior, decoder and first upsampler, with T = 1000.
func Cosine(T int) (Schedule, error) {
	return fromBetas(T, func(i int) float64 {
		return min(1-cosine(i+1, T)/cosine(i, T), .999)
	})
}

// cosine is f(t) = cos²((t/T + .008)/1.008 · π/2).
func cosine(t, T int) float64 {
	_, c := sincos((float64(t)/float64(T) + .008) / 1.008 / 4)
	return float64(c * c)
}

// Linear is the schedule of Ho et al. 2020, β from 1e-4 to .02, scaled by
// 1000/T as in guided-diffusion: the second upsampler of unCLIP.
func Linear(T int) (Schedule, error) {
	scale := 1000 / float64(T)
	return fromBetas(T, func(i int) float64 {
		along := float64(i) / float64(max(T-1, 1))
		return scale * (1e-4 + float64(along*(.02-1e-4)))
	})
}

func fromBetas(T int, beta func(i int) float64) (Schedule, error) {
	if T < 1 || T > maxT {
		return Schedule{}, fmt.Errorf("%w: %d timesteps in a schedule, 1 to %d work", ErrConfig, T, maxT)
	}
	alphaBar, product := make([]float64, T), 1.0
	for i := range alphaBar {
		product *= 1 - beta(i)
		alphaBar[i] = product
	}
	return NewSchedule(alphaBar)
}

// T is the number of timesteps, 1000 in the papers.
func (s Schedule) T() int { return len(s.alphaBar) }

// AlphaBar is ᾱ_t. Before the first timestep the data is clean and ᾱ = 1;
// after the last it is pure noise and ᾱ = 0.
func (s Schedule) AlphaBar(t int) float64 {
	switch {
	case t < 0:
		return 1
	case t >= len(s.alphaBar):
		return 0
	}
	return s.alphaBar[t]
}

// signal and noise are α_t = √ᾱ_t and σ_t = √(1-ᾱ_t).
func (s Schedule) signal(t int) float64 { return math.Sqrt(s.AlphaBar(t)) }
func (s Schedule) noise(t int) float64  { return math.Sqrt(1 - s.AlphaBar(t)) }

// LogSNR is ln(ᾱ_t/(1-ᾱ_t)), which is 2λ_t in the letters of DPM-Solver:
// +Inf for clean data, -Inf for pure noise.
func (s Schedule) LogSNR(t int) float64 {
	a := s.AlphaBar(t)
	switch a {
	case 0:
		return math.Inf(-1)
	case 1:
		return math.Inf(1)
	}
	return ln(a) - ln(1-a)
}

// Diffuse writes x_t = √ᾱ_t·x0 + √(1-ᾱ_t)·z into out; all three have the same
// length, and out may be x0 or z. It starts a chain in the middle of the
// schedule, as SDEdit (Meng et al. 2022) does.
func (s Schedule) Diffuse(out, x0, z []float32, t int) error {
	if len(out) != len(x0) || len(z) != len(x0) {
		return fmt.Errorf("%w: diffusing %d values with %d of noise into %d", ErrLength, len(x0), len(z), len(out))
	}
	blend(out, s.signal(t), x0, s.noise(t), z)
	return nil
}

// blend writes a·x + b·y into out; the slices have the same length.
func blend(out []float32, a float64, x []float32, b float64, y []float32) {
	for i := range out {
		out[i] = float32(float64(a*float64(x[i])) + float64(b*float64(y[i])))
	}
}
