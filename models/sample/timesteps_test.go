package sample

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"
)

func TestTimesteps(t *testing.T) {
	make3 := func(ts []int, err error) []int {
		if err != nil {
			t.Error(err)
		}
		return ts
	}
	for _, c := range []struct {
		name      string
		got, want []int
	}{
		{"unclip 1", make3(UnCLIP(1000, 1)), []int{999}},
		{"unclip 2", make3(UnCLIP(1000, 2)), []int{999, 0}},
		{"unclip 7", make3(UnCLIP(1000, 7)), []int{999, 832, 666, 500, 333, 166, 0}},
		{"unclip 25", make3(UnCLIP(1000, 25)), []int{999, 957, 916, 874, 832, 791, 749, 708, 666, 624, 583, 541, 500, 458, 416, 375, 333, 291, 250, 208, 166, 125, 83, 42, 0}},
		{"power 5", make3(Power(995, 5, 1.5)), []int{995, 646, 352, 124, 0}},
		{"power 12", make3(Power(995, 12, 1.5)), []int{995, 862, 736, 617, 505, 401, 305, 218, 142, 77, 27, 0}},
		{"power 25", make3(Power(995, 25, 1.5)), []int{995, 933, 873, 814, 757, 701, 646, 593, 542, 492, 443, 397, 352, 309, 268, 228, 191, 157, 124, 95, 68, 44, 24, 8, 0}},
		{"power 1", make3(Power(995, 1, 1.5)), []int{995}},
		{"stride 4", make3(Stride(1000, 4)), []int{750, 500, 250, 0}},
		{"ddim25", make3(Stride(1000, 25))[:3], []int{960, 920, 880}},
		{"ddim27, stride 38", make3(Stride(1000, 27))[:3], []int{988, 950, 912}},
		{"ddim1000", make3(Stride(1000, 1000))[:3], []int{999, 998, 997}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestTimestepsAgainstReference(t *testing.T) {
	for key, rows := range readReference(t).Schedules {
		n, _ := strconv.Atoi(key)
		ts, err := UnCLIP(1000, n)
		if err != nil || len(ts) != len(rows) {
			t.Fatalf("%d steps: %d of them, error %v", n, len(ts), err)
		}
		for i, l := range legs(ts) {
			if l.t != rows[i].T || l.s != rows[i].Prev {
				t.Errorf("%d steps: leg %d is %d→%d, want %d→%d", n, i, l.t, l.s, rows[i].T, rows[i].Prev)
			}
		}
	}
}

// Every spacing of every length is a list that a sampler accepts.
func TestTimestepsAlwaysFall(t *testing.T) {
	for n := 1; n <= 1000; n++ {
		even, err := UnCLIP(1000, n)
		if err == nil {
			err = checkTimesteps(even, 1000)
		}
		if err != nil || len(even) != n {
			t.Fatalf("UnCLIP(1000, %d): %v", n, err)
		}
		for _, p := range []float64{1.5, 2, 8} {
			ts, err := Power(999, n, p)
			if err == nil {
				err = checkTimesteps(ts, 1000)
			}
			if err != nil || len(ts) != n || ts[0] != 999 {
				t.Fatalf("Power(999, %d, %g) = %v: %v", n, p, ts, err)
			}
		}
		if ts, err := Stride(1000, n); err == nil && (checkTimesteps(ts, 1000) != nil || len(ts) != n || ts[n-1] != 0) {
			t.Fatalf("Stride(1000, %d) = %v", n, ts)
		}
	}
}

func TestTimestepRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		make func() ([]int, error)
	}{
		{"unclip 0", func() ([]int, error) { return UnCLIP(1000, 0) }},
		{"unclip -1", func() ([]int, error) { return UnCLIP(1000, -1) }},
		{"unclip 1001", func() ([]int, error) { return UnCLIP(1000, 1001) }},
		{"unclip of nothing", func() ([]int, error) { return UnCLIP(0, 1) }},
		{"unclip least int", func() ([]int, error) { return UnCLIP(math.MinInt+1, math.MinInt) }},
		{"unclip most int", func() ([]int, error) { return UnCLIP(math.MaxInt, math.MaxInt) }},
		{"power 0", func() ([]int, error) { return Power(995, 12, 0) }},
		{"power NaN", func() ([]int, error) { return Power(995, 12, math.NaN()) }},
		{"power Inf", func() ([]int, error) { return Power(995, 12, math.Inf(1)) }},
		{"power crowded", func() ([]int, error) { return Power(10, 12, 1.5) }},
		{"stride 1", func() ([]int, error) { return Stride(1000, 1) }},
		{"stride 999", func() ([]int, error) { return Stride(1000, 999) }},
		{"stride 0 of 0", func() ([]int, error) { return Stride(0, 0) }},
		{"stride most int", func() ([]int, error) { return Stride(math.MaxInt, math.MaxInt) }},
	} {
		if ts, err := c.make(); !errors.Is(err, ErrConfig) || ts != nil {
			t.Errorf("%s: %v, error %v", c.name, ts, err)
		}
	}
	for _, ts := range [][]int{nil, {1000}, {5, 5}, {1, 2}, {3, -1}, {math.MinInt}} {
		if err := checkTimesteps(ts, 1000); !errors.Is(err, ErrConfig) {
			t.Errorf("%v accepted: %v", ts, err)
		}
	}
}
