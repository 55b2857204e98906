package embed

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestSlerpValues(t *testing.T) {
	h := float32(math.Sqrt(.5))
	for _, c := range []struct {
		name  string
		a, b  []float32
		theta float64
		want  []float32
	}{
		{"half a right angle", []float32{1, 0}, []float32{0, 1}, .5, []float32{h, h}},
		{"a third of a right angle", []float32{1, 0}, []float32{0, 1}, 1. / 3, []float32{float32(math.Sqrt(.75)), .5}},
		{"start", []float32{1, 0}, []float32{0, 1}, 0, []float32{1, 0}},
		{"end", []float32{1, 0}, []float32{0, 1}, 1, []float32{0, 1}},
		{"longer vectors", []float32{2, 0}, []float32{0, 2}, .5, []float32{2 * h, 2 * h}},
		{"equal", []float32{.6, .8}, []float32{.6, .8}, .3, []float32{.6, .8}},
		{"parallel, on the line", []float32{1, 0}, []float32{3, 0}, .25, []float32{1.5, 0}},
		{"nearly equal", []float32{1, 0}, []float32{1, 1e-5}, .5, []float32{1, 5e-6}},
	} {
		got, err := Slerp(c.a, c.b, c.theta)
		if err != nil || !same(got, c.want, 1e-7) {
			t.Errorf("%s: %v, want %v, error %v", c.name, got, c.want, err)
		}
	}
}

// Between unit vectors of every similarity the result has unit length and lies
// at θω from the first. Multiplying the vectors element by element without
// summing, a known mistake, makes lengths of 1.3 at a similarity of .7.
func TestSlerpKeepsLengthAndAngle(t *testing.T) {
	for _, d := range []int{2, 24, 256, 1024} {
		for _, similarity := range []float64{-.999, -.5, 0, .3, .7, .9, .999, 1 - 1e-7} {
			a, b := atSimilarity(t, d, similarity)
			omega, _ := angle(a, b)
			for _, theta := range []float64{0, .1, .25, .5, .9, 1} {
				z, err := Slerp(a, b, theta)
				if err != nil {
					t.Fatal(err)
				}
				turned, _ := angle(a, z)
				if !near(Norm(z), 1, 1e-6) || !near(turned, theta*omega, 2e-6) {
					t.Errorf("d %d, similarity %g, theta %g: length %.8f, angle %.7f of %.7f", d, similarity, theta, Norm(z), turned, omega)
				}
			}
		}
	}
}

// atSimilarity makes two unit vectors with this cosine.
func atSimilarity(t *testing.T, d int, cos float64) (a, b []float32) {
	t.Helper()
	a = unit(t, gauss(1, d))
	other := gauss(2, d)
	other = unit(t, combine(other, 1, a, -dot(other, a)))
	b = unit(t, combine(a, cos, other, math.Sqrt(1-cos*cos)))
	if got, _ := Cosine(a, b); !near(got, cos, 1e-6) {
		t.Fatalf("similarity %g, want %g", got, cos)
	}
	return a, b
}

// A path walked from the other end is the same path, and noise stays noise.
func TestSlerpOfNoise(t *testing.T) {
	a, b := gauss(3, 12288), gauss(4, 12288)
	for _, theta := range []float64{.2, .5} {
		there, err1 := Slerp(a, b, theta)
		back, err2 := Slerp(b, a, 1-theta)
		if err := errors.Join(err1, err2); err != nil || !same(there, back, 1e-6) {
			t.Errorf("theta %g: the two ways differ, error %v", theta, err)
		}
		if sd := Norm(there) / math.Sqrt(12288); !near(sd, 1, .02) {
			t.Errorf("theta %g: deviation %.4f, want 1", theta, sd)
		}
	}
}

func TestSlerpScaled(t *testing.T) {
	a, b := atSimilarity(t, 768, .6)
	long, short := combine(a, 12, a, 0), combine(b, 8, b, 0)
	for _, theta := range []float64{0, .25, .5, 1} {
		z, err := SlerpScaled(long, short, theta)
		if err != nil {
			t.Fatal(err)
		}
		direction, _ := Slerp(a, b, theta)
		if want := 12 - 4*theta; !near(Norm(z), want, 1e-5) || !same(unit(t, z), direction, 1e-6) {
			t.Errorf("theta %g: length %.6f, want %.2f", theta, Norm(z), want)
		}
	}
}

func TestSlerpRefusals(t *testing.T) {
	a := gauss(5, 16)
	if _, err := Slerp(a, combine(a, -2, a, 0), .5); !errors.Is(err, ErrDirection) {
		t.Errorf("opposite vectors: %v", err)
	}
	for _, theta := range []float64{-.01, 1.01, math.NaN(), math.Inf(1)} {
		_, err1 := Slerp(a, gauss(6, 16), theta)
		_, err2 := SlerpScaled(a, gauss(6, 16), theta)
		_, err3 := Edit(a, gauss(6, 16), theta)
		for i, err := range []error{err1, err2, err3} {
			if !errors.Is(err, ErrDirection) {
				t.Errorf("theta %g, function %d: %v", theta, i, err)
			}
		}
	}
}

func TestTextDiff(t *testing.T) {
	zt, zt0 := []float32{3, 0, 0}, []float32{0, .5, 0}
	h := float32(math.Sqrt(.5))
	if zd, err := TextDiff(zt, zt0); err != nil || !same(zd, []float32{h, -h, 0}, 1e-7) {
		t.Errorf("text diff %v, error %v", zd, err)
	}
	if _, err := TextDiff(zt, []float32{7, 0, 0}); !errors.Is(err, ErrDirection) {
		t.Errorf("equal directions: %v", err)
	}
	there, _ := TextDiff(gauss(1, 256), gauss(2, 256))
	back, _ := TextDiff(gauss(2, 256), gauss(1, 256))
	if !near(Norm(there), 1, 1e-6) || !same(there, combine(back, -1, back, 0), 1e-7) {
		t.Errorf("length %.8f, or not the opposite of the way back", Norm(there))
	}
}

// Editing begins at the picture, keeps its length and comes steadily closer to
// the direction asked for.
func TestEdit(t *testing.T) {
	zi := combine(gauss(7, 768), 1.7, gauss(8, 768), 0)
	zd, err := TextDiff(gauss(9, 768), gauss(10, 768))
	if err != nil {
		t.Fatal(err)
	}
	before := math.Inf(-1)
	for _, theta := range []float64{0, .125, .25, .375, MaxTextDiff} {
		z, err := Edit(zi, zd, theta)
		if err != nil {
			t.Fatal(err)
		}
		closeness, _ := Cosine(z, zd)
		if !near(Norm(z), Norm(zi), 1e-4) || closeness <= before {
			t.Errorf("theta %g: length %.5f of %.5f, cosine %.4f after %.4f", theta, Norm(z), Norm(zi), closeness, before)
		}
		if theta == 0 && !same(z, zi, 1e-5) {
			t.Errorf("theta 0 changed the embedding")
		}
		before = closeness
	}
	scaled, _ := Edit(zi, combine(zd, 9, zd, 0), .3)
	if plain, _ := Edit(zi, zd, .3); !same(scaled, plain, 1e-5) {
		t.Errorf("the length of the text diff matters")
	}
}

func TestMix(t *testing.T) {
	a, b := []float32{5, 0}, []float32{0, .1}
	h := float32(math.Sqrt(.5))
	for _, c := range []struct {
		weights []float64
		want    []float32
	}{{[]float64{1, 1}, []float32{h, h}}, {[]float64{1, 0}, []float32{1, 0}}, {[]float64{3, 4}, []float32{.6, .8}}, {[]float64{1, -1}, []float32{h, -h}}} {
		if got, err := Mix([][]float32{a, b}, c.weights); err != nil || !same(got, c.want, 1e-7) {
			t.Errorf("weights %v: %v, want %v, error %v", c.weights, got, c.want, err)
		}
	}
	for _, c := range []struct {
		vectors [][]float32
		weights []float64
		want    error
	}{
		{nil, nil, ErrLength},
		{[][]float32{a, b}, []float64{1}, ErrLength},
		{[][]float32{a, {1, 2, 3}}, []float64{1, 1}, ErrLength},
		{[][]float32{a, a}, []float64{1, -1}, ErrDirection},
		{[][]float32{a, b}, []float64{1, math.NaN()}, ErrNotFinite},
	} {
		if _, err := Mix(c.vectors, c.weights); !errors.Is(err, c.want) {
			t.Errorf("%v by %v: %v", c.vectors, c.weights, err)
		}
	}
}

// Arguments come out as they went in.
func TestArgumentsAreLeftAlone(t *testing.T) {
	a, b := gauss(1, 32), gauss(2, 32)
	want := fmt.Sprint(a, b)
	out, _ := Slerp(a, b, 0)
	out[0] = 99
	_, _ = SlerpScaled(a, b, .5)
	_, _ = TextDiff(a, b)
	_, _ = Edit(a, b, .2)
	_, _ = Mix([][]float32{a, b}, []float64{1, 2})
	p, _ := NewPCA(a, slices.Clone(unit(t, b)))
	_, _ = p.Reconstruct(a, 1)
	w, _ := NewScaling(32, 17.2)
	_, _ = w.Whiten(a)
	if got := fmt.Sprint(a, b); got != want {
		t.Errorf("arguments changed from %s to %s", want, got)
	}
}
