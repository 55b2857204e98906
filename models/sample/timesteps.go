package sample

import (
	"fmt"
	"math"
)

// A list of timesteps says where the network is evaluated: strictly decreasing
// values in 0 … T-1. The step from the last of them leads to clean data. Any
// such list can be written out by hand; these three are the published ones.

// UnCLIP spaces n timesteps evenly from T-1 to 0, rounding half to even: the
// spacing of Karlo and of diffusers' UnCLIPScheduler. One step is T-1 alone.
func UnCLIP(T, n int) ([]int, error) {
	return Power(T-1, n, 1)
}

// Power spaces n timesteps as start·(i/(n-1))^p, i = n-1 … 0, rounding half to
// even and keeping neighbours apart. With start = 995 of 1000 and p = 1.5 it
// suits DPM-Solver++: dense near the data, and clear of the last few
// timesteps of the cosine schedule, where there is no signal to work with.
func Power(start, n int, p float64) ([]int, error) {
	switch {
	case n < 1 || n-1 > start || start >= maxT:
		return nil, fmt.Errorf("%w: %d steps between timesteps %d and 0; ask for 1 to %d", ErrConfig, n, start, start+1)
	case !(p >= 1 && p <= 8):
		return nil, fmt.Errorf("%w: power %g; 1 is even spacing, 1.5 suits DPM-Solver++, 8 is the most", ErrConfig, p)
	case n == 1:
		return []int{start}, nil
	}
	ts := make([]int, n)
	for i := range ts {
		ts[n-1-i] = max(i, int(math.RoundToEven(along(start, i, n-1, p))))
	}
	return ts, nil
}

// along is start·(i/n)^p, in the order of operations that rounds like the
// reference for p = 1.
func along(start, i, n int, p float64) float64 {
	if p == 1 || i == 0 {
		return float64(i) * (float64(start) / float64(n))
	}
	return float64(start) * exp(p*ln(float64(i)/float64(n)))
}

// Stride spaces n timesteps by the smallest constant stride that gives exactly
// n of them from 0 upwards: guided-diffusion's "ddimN". DDIM with 25 steps of
// 1000 runs 960, 920 … 40, 0. Not every n has such a stride.
func Stride(T, n int) ([]int, error) {
	if T < 1 || T > maxT || n < 2 || n > T {
		return nil, fmt.Errorf("%w: %d steps by constant stride over %d timesteps; ask for 2 to %d", ErrConfig, n, T, T)
	}
	stride := (T + n - 1) / n
	if (T+stride-1)/stride != n {
		return nil, fmt.Errorf("%w: no constant stride over %d timesteps gives exactly %d steps; UnCLIP spacing does", ErrConfig, T, n)
	}
	ts := make([]int, n)
	for i := range ts {
		ts[n-1-i] = i * stride
	}
	return ts, nil
}

// checkTimesteps accepts 1 or more strictly decreasing timesteps below T.
func checkTimesteps(ts []int, T int) error {
	if len(ts) == 0 {
		return fmt.Errorf("%w: no timesteps; UnCLIP(%d, 25) makes some", ErrConfig, T)
	}
	before := T
	for i, t := range ts {
		if t < 0 || t >= before {
			return fmt.Errorf("%w: timestep %d at place %d; they must fall strictly from below %d to 0", ErrConfig, t, i, T)
		}
		before = t
	}
	return nil
}

// leg is one step of a chain, from timestep t to the less noisy s; s = -1 is
// clean data.
type leg struct{ t, s int }

func legs(ts []int) []leg {
	out := make([]leg, len(ts))
	for i, t := range ts {
		out[i] = leg{t, -1}
		if i+1 < len(ts) {
			out[i].s = ts[i+1]
		}
	}
	return out
}
