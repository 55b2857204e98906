package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Frechet is the Fréchet distance between Gaussians fitted to two sets, the
// "FID" of Heusel et al. 2017 with whatever features the rows hold. It shrinks
// as sets grow, so only sets of equal sizes compare.
//
// tr √(Σ_a Σ_b) is the sum of the singular values of A·Bᵀ/√((n−1)(m−1)) for
// centred A and B, which needs no square root of a 2048×2048 matrix and is
// exact for sets smaller than the width.
func Frechet(a, b *mat.Dense) (float64, error) {
	if err := pair(a, b); err != nil {
		return 0, fmt.Errorf("frechet: %w", err)
	}
	n, _ := a.Dims()
	m, _ := b.Dims()
	a0, meanA := centre(a)
	b0, meanB := centre(b)
	var cross mat.Dense
	cross.Mul(a0, b0.T()) // [n, m]
	var svd mat.SVD
	if !svd.Factorize(&cross, mat.SVDNone) {
		return 0, fmt.Errorf("frechet: %w: no singular values; a feature is not finite", ErrShape)
	}
	shared := floats.Sum(svd.Values(nil)) / math.Sqrt(float64(n-1)*float64(m-1))
	gap := floats.Distance(meanA, meanB, 2)
	return gap*gap + variance(a0) + variance(b0) - 2*shared, nil
}

// variance is the trace of the covariance of centred rows.
func variance(a0 *mat.Dense) float64 {
	n, _ := a0.Dims()
	norm := mat.Norm(a0, 2) // Frobenius
	return norm * norm / float64(n-1)
}
