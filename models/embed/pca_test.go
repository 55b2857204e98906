package embed

import (
	"errors"
	"math"
	"testing"
)

// basis makes k orthonormal rows of d values by Gram and Schmidt.
func basis(t testing.TB, k, d int) []float32 {
	t.Helper()
	var flat []float32
	for j := range k {
		e := gauss(uint64(100+j), d)
		for i := range j {
			before := flat[i*d : (i+1)*d]
			e = combine(e, 1, before, -dot(e, before))
		}
		flat = append(flat, unit(t, e)...)
	}
	return flat
}

func TestPCARoundTrip(t *testing.T) {
	const d = 24
	mean := combine(gauss(1, d), .05, gauss(1, d), 0)
	p, err := NewPCA(mean, basis(t, d, d))
	if err != nil || p.Components() != d {
		t.Fatal(err)
	}
	z := unit(t, gauss(2, d))
	c, err := p.Project(z)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := p.Inverse(c); err != nil || !same(back, z, 2e-6) {
		t.Errorf("all components give %v, want %v, error %v", back, z, err)
	}
	before := math.Inf(1)
	for k := 0; k <= d; k++ {
		cut, err := p.Inverse(c[:k])
		if err != nil {
			t.Fatal(err)
		}
		miss := Norm(combine(cut, 1, z, -1))
		if miss > before+1e-6 {
			t.Errorf("%d components are off by %.6f, fewer by %.6f", k, miss, before)
		}
		before = miss
		if seen, err := p.Reconstruct(z, k); err != nil || !near(Norm(seen), 1, 1e-6) || !same(seen, unit(t, cut), 1e-6) {
			t.Errorf("%d components: length %.8f, error %v", k, Norm(seen), err)
		}
	}
}

func TestPCAValues(t *testing.T) {
	p, err := NewPCA([]float32{1, 2, 3}, []float32{0, 1, 0, 0, 0, -1})
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Project([]float32{9, 5, 1})
	if err != nil || !same(c, []float32{3, 2}, 0) {
		t.Errorf("coefficients %v, want [3 2], error %v", c, err)
	}
	if z, err := p.Inverse(c); err != nil || !same(z, []float32{1, 5, 1}, 0) {
		t.Errorf("inverse %v, want [1 5 1], error %v", z, err)
	}
	if z, err := p.Inverse(nil); err != nil || !same(z, []float32{1, 2, 3}, 0) {
		t.Errorf("no coefficients give %v, want the mean, error %v", z, err)
	}
}

func TestPCARefusals(t *testing.T) {
	for _, c := range []struct {
		name             string
		mean, components []float32
		want             error
	}{
		{"no mean", nil, []float32{1}, ErrLength},
		{"no components", []float32{0, 0}, nil, ErrLength},
		{"half a row", []float32{0, 0}, []float32{1, 0, 1}, ErrLength},
		{"too many rows", []float32{0}, []float32{1, 1}, ErrLength},
		{"NaN", []float32{0}, []float32{float32(math.NaN())}, ErrNotFinite},
		{"NaN in the mean", []float32{float32(math.NaN())}, []float32{1}, ErrNotFinite},
		{"not unit", []float32{0, 0}, []float32{1, 0, 0, .5}, ErrTable},
	} {
		if p, err := NewPCA(c.mean, c.components); !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p, _ := NewPCA([]float32{0, 0}, []float32{1, 0})
	if _, err := p.Inverse([]float32{1, 2}); !errors.Is(err, ErrLength) {
		t.Errorf("two coefficients of one: %v", err)
	}
	for _, k := range []int{-1, 2} {
		if _, err := p.Reconstruct([]float32{1, 0}, k); !errors.Is(err, ErrLength) {
			t.Errorf("%d components of one: %v", k, err)
		}
	}
	if _, err := p.Reconstruct([]float32{0, 1}, 1); !errors.Is(err, ErrDirection) {
		t.Errorf("nothing left after the cut: %v", err)
	}
	if _, err := p.Inverse([]float32{float32(math.Inf(1))}); !errors.Is(err, ErrNotFinite) {
		t.Errorf("infinite coefficient: %v", err)
	}
}

func TestWhitening(t *testing.T) {
	mean, std := []float32{1, -2, .5}, []float32{2, .5, 1}
	w, err := NewWhitening(mean, std)
	if err != nil {
		t.Fatal(err)
	}
	std[0] = 77
	white, err := w.Whiten([]float32{5, -2, 0})
	if err != nil || !same(white, []float32{2, 0, -.5}, 0) {
		t.Errorf("whitened %v, want [2 0 -0.5], error %v", white, err)
	}
	if z, err := w.Unwhiten(white); err != nil || !same(z, []float32{5, -2, 0}, 0) {
		t.Errorf("back to %v, want [5 -2 0], error %v", z, err)
	}
	for _, bad := range [][]float32{{0, 1, 1}, {1, -1, 1}, {1, 1e-30, 1}} {
		if _, err := NewWhitening(mean, bad); !errors.Is(err, ErrTable) {
			t.Errorf("deviations %v: %v", bad, err)
		}
	}
}

// unCLIP's 17.2 leaves .5375 per dimension of 1,024.
func TestScaling(t *testing.T) {
	w, err := NewScaling(1024, 17.2)
	if err != nil {
		t.Fatal(err)
	}
	z := unit(t, gauss(1, 1024))
	scaled, err := w.Whiten(z)
	if err != nil || !near(Norm(scaled)/32, .5375, 1e-5) {
		t.Errorf("deviation %.6f, want .5375, error %v", Norm(scaled)/32, err)
	}
	if back, err := w.Unwhiten(scaled); err != nil || !same(back, z, 1e-7) {
		t.Errorf("no way back: %v", err)
	}
	for _, c := range []struct {
		d      int
		factor float64
	}{{0, 1}, {-1, 1}, {math.MaxInt, 1}, {4, 0}, {4, -1}, {4, math.NaN()}, {4, math.Inf(1)}} {
		if _, err := NewScaling(c.d, c.factor); err == nil {
			t.Errorf("%d dimensions by %g accepted", c.d, c.factor)
		}
	}
}
