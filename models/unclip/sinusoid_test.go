package unclip

import (
	"math"
	"testing"
)

// Reference values of the original implementation's formula, computed in f32.
func TestSinusoid(t *testing.T) {
	for _, c := range []struct {
		t    float64
		dim  int
		at   int
		want float64
	}{
		{0, 8, 0, 1}, {0, 8, 4, 0},
		{999, 8, 0, math.Cos(999)}, {999, 8, 4, math.Sin(999)},
		{500, 32, 15, math.Cos(500 * math.Pow(10000, -15.0/16))},
	} {
		if got := float64(Sinusoid(c.t, c.dim)[c.at]); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("Sinusoid(%g, %d)[%d] = %g, want %g", c.t, c.dim, c.at, got, c.want)
		}
	}
}
