package sample

import (
	"math"
	"testing"
)

// ulps is the distance in units of the last place of want.
func ulps(got, want float64) float64 {
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func TestElementaryFunctions(t *testing.T) {
	worst := map[string]float64{}
	note := func(name string, got, want float64) { worst[name] = max(worst[name], ulps(got, want)) }
	for i := 1; i <= 50_000; i++ {
		u := float64(i) / 50_001
		note("ln below one", ln(u), math.Log(u))
		note("ln above one", ln(1+40*u), math.Log(1+40*u))
		note("ln near one", ln(1+u*1e-6), math.Log1p((1+u*1e-6)-1))
		note("exp", exp(60*(u-.5)), math.Exp(60*(u-.5)))
	}
	for name, w := range worst {
		t.Logf("%-13s within %.2f ulp", name, w)
		if w > 2 {
			t.Errorf("%s is off by %.2f ulp", name, w)
		}
	}
}

func TestSincos(t *testing.T) {
	for i := 0; i <= 50_000; i++ {
		u := float64(i) / 50_000
		s, c := sincos(u)
		if !near(s, math.Sin(2*math.Pi*u), 1e-15, 0) || !near(c, math.Cos(2*math.Pi*u), 1e-15, 0) {
			t.Fatalf("sincos(%g) = %g, %g", u, s, c)
		}
		if !near(s*s+c*c, 1, 5e-16, 0) {
			t.Fatalf("sincos(%g) is off the circle", u)
		}
	}
	for quarter, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {0, 1}} {
		if s, c := sincos(float64(quarter) / 4); s != want[0] || c != want[1] {
			t.Errorf("%d quarter turns: %g, %g", quarter, s, c)
		}
	}
}

func TestElementaryEnds(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{ln(1), 0}, {exp(0), 1}, {exp(1e9), math.Inf(1)}, {exp(-1e9), 0},
		{exp(math.Inf(1)), math.Inf(1)}, {exp(math.Inf(-1)), 0},
	} {
		if c.got != c.want {
			t.Errorf("%g, want %g", c.got, c.want)
		}
	}
	if got := exp(math.NaN()); got == got {
		t.Errorf("exp(NaN) = %g", got)
	}
}
