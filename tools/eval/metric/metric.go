// Package metric measures sets of feature vectors against each other: how far
// two sets of pictures are apart, how different the pictures of one set are,
// and how often the right caption is found. Rows are pictures.
package metric

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// ErrShape means that sets are too small or of different widths.
var ErrShape = errors.New("metric: the sets do not fit")

// Matrix puts rows of equal length under each other.
func Matrix(rows [][]float32) (*mat.Dense, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, fmt.Errorf("%w: no rows; judge at least one picture", ErrShape)
	}
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("%w: row %d has %d values, the first %d", ErrShape, i, len(row), len(rows[0]))
		}
		for j, v := range row {
			m.Set(i, j, float64(v))
		}
	}
	return m, nil
}

// pair checks that two sets have the same width and at least two rows each.
func pair(a, b *mat.Dense) error {
	n, width := a.Dims()
	m, other := b.Dims()
	if width != other || n < 2 || m < 2 {
		return fmt.Errorf("%w: %d×%d and %d×%d; give two pictures or more on both sides", ErrShape, n, width, m, other)
	}
	return nil
}

// centre returns the rows less their mean, and the mean.
func centre(a *mat.Dense) (*mat.Dense, []float64) {
	n, width := a.Dims()
	mean := make([]float64, width)
	for j := range mean {
		mean[j] = mat.Sum(a.ColView(j)) / float64(n)
	}
	out := mat.NewDense(n, width, nil)
	out.Apply(func(_, j int, v float64) float64 { return v - mean[j] }, a)
	return out, mean
}
