package metric

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Kernel is the Kernel Inception Distance of Bińkowski et al. 2018: the
// unbiased squared MMD with k(x, y) = (x·y/width + 1)³. Unlike Frechet it does
// not depend on the sizes of the sets, and it may come out below zero.
func Kernel(a, b *mat.Dense) (float64, error) {
	if err := pair(a, b); err != nil {
		return 0, fmt.Errorf("kernel distance: %w", err)
	}
	return meanOff(gram(a, a)) + meanOff(gram(b, b)) - 2*mean(gram(a, b)), nil
}

// Interval is the middle 90 % of f over random halves of both sets: how much a
// figure owes to chance.
func Interval(a, b *mat.Dense, draws int, seed uint64, f func(a, b *mat.Dense) (float64, error)) (low, high float64, err error) {
	rng := rand.New(rand.NewPCG(seed, 0))
	found := make([]float64, draws)
	for i := range found {
		if found[i], err = f(half(a, rng), half(b, rng)); err != nil {
			return 0, 0, err
		}
	}
	slices.Sort(found)
	return found[draws/20], found[draws-1-draws/20], nil
}

// half is a random half of the rows; drawing without replacement keeps the
// unbiased estimator unbiased.
func half(a *mat.Dense, rng *rand.Rand) *mat.Dense {
	n, width := a.Dims()
	pick := rng.Perm(n)[:max(2, (n+1)/2)]
	out := mat.NewDense(len(pick), width, nil)
	for i, row := range pick {
		out.SetRow(i, a.RawRowView(row))
	}
	return out
}

func gram(a, b *mat.Dense) *mat.Dense {
	_, width := a.Dims()
	var k mat.Dense
	k.Mul(a, b.T())
	k.Apply(func(_, _ int, v float64) float64 {
		u := v/float64(width) + 1
		return u * u * u
	}, &k)
	return &k
}

func mean(k *mat.Dense) float64 {
	n, m := k.Dims()
	return mat.Sum(k) / float64(n*m)
}

// meanOff is the mean without the diagonal.
func meanOff(k *mat.Dense) float64 {
	n, _ := k.Dims()
	return (mat.Sum(k) - mat.Trace(k)) / float64(n*(n-1))
}
