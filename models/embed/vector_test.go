package embed

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// gauss draws n normal values, the same on every run.
func gauss(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

func unit(t testing.TB, a []float32) []float32 {
	t.Helper()
	out, err := Normalize(a)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol }

func same(a, b []float32, tol float64) bool {
	for i := range a {
		if len(a) != len(b) || !near(float64(a[i]), float64(b[i]), tol) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestNormalizeHasUnitLength(t *testing.T) {
	for _, n := range []int{1, 2, 24, 256, 768, 1024, 12288} {
		for _, scale := range []float64{1e-40, 1e-6, 1, 17.2, 1e37} {
			a := gauss(uint64(n), n)
			a = combine(a, scale, a, 0)
			if length := Norm(unit(t, a)); !near(length, 1, 1e-6) {
				t.Errorf("%d values of about %g: length %.9f", n, scale, length)
			}
		}
	}
}

func TestDotAndCosine(t *testing.T) {
	for _, c := range []struct {
		name     string
		a, b     []float32
		dot, cos float64
	}{
		{"3-4-5", []float32{3, 4}, []float32{3, 4}, 25, 1},
		{"right angle", []float32{1, 0}, []float32{0, 7}, 0, 0},
		{"opposite", []float32{1, 2}, []float32{-2, -4}, -10, -1},
		{"sixty degrees", []float32{2, 0}, []float32{1, float32(math.Sqrt(3))}, 2, .5},
		{"one value", []float32{-2}, []float32{5}, -10, -1},
	} {
		dot, err1 := Dot(c.a, c.b)
		cos, err2 := Cosine(c.a, c.b)
		if err := errors.Join(err1, err2); err != nil || !near(dot, c.dot, 1e-12) || !near(cos, c.cos, 1e-7) {
			t.Errorf("%s: dot %g, cosine %g, want %g, %g, error %v", c.name, dot, cos, c.dot, c.cos, err)
		}
	}
	for seed := range uint64(200) {
		a := gauss(seed, 768)
		if cos, _ := Cosine(a, combine(a, 3, a, 0)); cos > 1 || cos < 1-1e-9 {
			t.Errorf("seed %d: cosine %.17g with itself", seed, cos)
		}
	}
}

// Whatever is wrong with a vector, every operation says so.
func TestEveryOperationRefusesBadVectors(t *testing.T) {
	good, zero := []float32{3, 4}, []float32{0, 0}
	w, _ := NewWhitening(good, good)
	p, _ := NewPCA(good, []float32{1, 0})
	operations := map[string]func(a, b []float32) error{
		"Dot":         func(a, b []float32) error { _, err := Dot(a, b); return err },
		"Cosine":      func(a, b []float32) error { _, err := Cosine(a, b); return err },
		"Slerp":       func(a, b []float32) error { _, err := Slerp(a, b, .5); return err },
		"SlerpScaled": func(a, b []float32) error { _, err := SlerpScaled(a, b, .5); return err },
		"TextDiff":    func(a, b []float32) error { _, err := TextDiff(a, b); return err },
		"Edit":        func(a, b []float32) error { _, err := Edit(a, b, .25); return err },
		"Mix":         func(a, b []float32) error { _, err := Mix([][]float32{a, b}, []float64{1, 1}); return err },
		"BestOf":      func(a, b []float32) error { _, _, err := BestOf([][]float32{good, a}, b); return err },
		"Probe":       func(a, b []float32) error { _, err := Probe(good, [][]float32{a, b}, Sharpest); return err },
		"Whitening":   func(a, b []float32) error { _, err := NewWhitening(a, b); return err },
		"Whiten":      func(a, b []float32) error { _, e1 := w.Whiten(a); _, e2 := w.Whiten(b); return errors.Join(e1, e2) },
		"Unwhiten":    func(a, b []float32) error { _, e1 := w.Unwhiten(a); _, e2 := w.Unwhiten(b); return errors.Join(e1, e2) },
		"Project":     func(a, b []float32) error { _, e1 := p.Project(a); _, e2 := p.Project(b); return errors.Join(e1, e2) },
	}
	directed := []string{"Cosine", "Slerp", "SlerpScaled", "TextDiff", "Edit", "Mix", "Probe"}
	for name, operate := range operations {
		for _, bad := range []struct {
			what string
			a, b []float32
			want error
		}{
			{"nothing at all", nil, nil, ErrLength},
			{"nothing first", nil, good, ErrLength},
			{"too short", good[:1], good, ErrLength},
			{"too long", []float32{1, 2, 3}, good, ErrLength},
			{"NaN", []float32{1, float32(math.NaN())}, good, ErrNotFinite},
			{"Inf", good, []float32{float32(math.Inf(-1)), 1}, ErrNotFinite},
		} {
			if err := operate(bad.a, bad.b); !errors.Is(err, bad.want) {
				t.Errorf("%s of %s: %v", name, bad.what, err)
			}
		}
	}
	for _, name := range directed {
		if err := operations[name](zero, good); !errors.Is(err, ErrDirection) {
			t.Errorf("%s of a zero vector: %v", name, err)
		}
	}
}

func TestOverflowIsRefused(t *testing.T) {
	huge := []float32{3e38, 3e38}
	scale, err := NewScaling(2, 1e3)
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := scale.Whiten(huge)
	_, err2 := Slerp(huge, []float32{-3e38, -2.9e38}, .5)
	_, err3 := Mix([][]float32{{1, 0}, {0, 1}}, []float64{1e300, 1})
	for i, err := range []error{err1, err2, err3} {
		if !errors.Is(err, ErrNotFinite) {
			t.Errorf("operation %d: %v", i, err)
		}
	}
}

func FuzzOperations(f *testing.F) {
	f.Add(float32(1), float32(0), float32(0), float32(1), .5)
	f.Add(float32(math.MaxFloat32), float32(-1), float32(math.SmallestNonzeroFloat32), float32(1), 1.)
	f.Add(float32(1), float32(1), float32(-1), float32(-1), math.NaN())
	f.Fuzz(func(t *testing.T, a, b, c, d float32, theta float64) {
		x, y := []float32{a, b}, []float32{c, d}
		s1, err1 := Slerp(x, y, theta)
		s2, err2 := SlerpScaled(x, y, theta)
		s3, err3 := TextDiff(x, y)
		s4, err4 := Edit(x, y, theta)
		s5, err5 := Mix([][]float32{x, y}, []float64{theta, 1 - theta})
		errs := []error{err1, err2, err3, err4, err5}
		for i, out := range [][]float32{s1, s2, s3, s4, s5} {
			if (errs[i] == nil) != (vector(out) == nil) {
				t.Errorf("operation %d of %v, %v, %g: %v, %v", i, x, y, theta, out, errs[i])
			}
		}
	})
}
