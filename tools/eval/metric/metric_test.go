package metric

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// cloud draws n rows around a middle, with a spread of its own in each column.
func cloud(n int, seed uint64, middle, spread []float64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := mat.NewDense(n, len(middle), nil)
	out.Apply(func(_, j int, _ float64) float64 { return middle[j] + spread[j]*rng.NormFloat64() }, out)
	return out
}

func TestFrechetKnowsGaussians(t *testing.T) {
	tests := []struct {
		name           string
		middle, spread []float64
		want           float64 // Σ(Δμ)² + Σ(σ−1)²: the covariances are diagonal
	}{
		{"same", []float64{0, 0, 0}, []float64{1, 1, 1}, 0},
		{"moved", []float64{2, 0, -1}, []float64{1, 1, 1}, 5},
		{"wider", []float64{0, 0, 0}, []float64{3, 1, 1}, 4},
	}
	for _, test := range tests {
		a := cloud(600, 1, []float64{0, 0, 0}, []float64{1, 1, 1})
		got, err := Frechet(a, cloud(600, 2, test.middle, test.spread))
		if err != nil || math.Abs(got-test.want) > 0.6 {
			t.Errorf("%s: %.3f, %v; want %.3f", test.name, got, err, test.want)
		}
	}
}

func TestFrechetOfASetWithItselfIsZero(t *testing.T) {
	a := cloud(5, 3, make([]float64, 40), ones(40)) // fewer rows than columns
	got, err := Frechet(a, a)
	if err != nil || math.Abs(got) > 1e-9 {
		t.Errorf("%g, %v", got, err)
	}
}

func TestKernelIsUnbiased(t *testing.T) {
	sum := 0.0
	const draws = 200
	for i := range uint64(draws) {
		k, err := Kernel(cloud(12, 2*i, make([]float64, 8), ones(8)), cloud(12, 2*i+1, make([]float64, 8), ones(8)))
		if err != nil {
			t.Fatal(err)
		}
		sum += k
	}
	if got := sum / draws; math.Abs(got) > 0.05 {
		t.Errorf("mean over equal clouds %.4f; want 0", got)
	}
	moved, err := Kernel(cloud(50, 1, make([]float64, 8), ones(8)), cloud(50, 2, ones(8), ones(8)))
	if err != nil || moved < 0.5 {
		t.Errorf("moved cloud %.3f, %v; want well above 0", moved, err)
	}
}

func TestInterval(t *testing.T) {
	a, b := cloud(40, 1, make([]float64, 4), ones(4)), cloud(40, 2, ones(4), ones(4))
	low, high, err := Interval(a, b, 100, 7, Kernel)
	whole, _ := Kernel(a, b)
	if err != nil || low >= high || whole < low || whole > high {
		t.Errorf("%.3f … %.3f around %.3f, %v", low, high, whole, err)
	}
}

func TestSpread(t *testing.T) {
	got, err := Spread(mat.NewDense(3, 1, []float64{0, 1, 3}))
	if err != nil || got != 2 {
		t.Errorf("%g, %v; want 2", got, err)
	}
}

func TestPSNR(t *testing.T) {
	got, err := PSNR([]uint8{0, 255, 10, 10}, []uint8{0, 255, 20, 0}) // mean square 50
	if err != nil || math.Abs(got-31.14) > 0.01 {
		t.Errorf("%.2f dB, %v; want 31.14", got, err)
	}
	if same, err := PSNR([]uint8{7}, []uint8{7}); err != nil || !math.IsInf(same, 1) {
		t.Errorf("same: %g, %v", same, err)
	}
	if _, err := PSNR([]uint8{1}, nil); !errors.Is(err, ErrShape) {
		t.Errorf("unequal: %v", err)
	}
}

func TestRecall(t *testing.T) {
	scores := [][]float64{{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.4}}
	if got := Recall(scores, []int{0, 1, 1}); math.Abs(got-2.0/3) > 1e-12 {
		t.Errorf("%g; want 2/3", got)
	}
}

func TestBadSets(t *testing.T) {
	one, wide, three := mat.NewDense(1, 3, nil), mat.NewDense(4, 5, nil), mat.NewDense(4, 3, nil)
	for name, f := range map[string]func(a, b *mat.Dense) (float64, error){"frechet": Frechet, "kernel": Kernel} {
		for _, bad := range [][2]*mat.Dense{{one, three}, {three, one}, {three, wide}} {
			if _, err := f(bad[0], bad[1]); !errors.Is(err, ErrShape) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := Spread(one); !errors.Is(err, ErrShape) {
		t.Errorf("spread: %v", err)
	}
	if _, err := Matrix([][]float32{{1, 2}, {3}}); !errors.Is(err, ErrShape) {
		t.Errorf("matrix: %v", err)
	}
	if _, err := Matrix(nil); !errors.Is(err, ErrShape) {
		t.Errorf("no rows: %v", err)
	}
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
