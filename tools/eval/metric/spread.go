package metric

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Spread is the mean distance between two rows: how different the pictures of
// one caption are.
func Spread(a *mat.Dense) (float64, error) {
	n, _ := a.Dims()
	if n < 2 {
		return 0, fmt.Errorf("spread: %w: %d rows; two or more make a difference", ErrShape, n)
	}
	sum := 0.0
	for i := range n {
		for j := range i {
			sum += floats.Distance(a.RawRowView(i), a.RawRowView(j), 2)
		}
	}
	return sum / float64(n*(n-1)/2), nil
}

// Recall is the share of pictures whose own label scores higher than all
// others: scores[i][j] is what label j says of picture i, own[i] its label.
func Recall(scores [][]float64, own []int) float64 {
	found := 0
	for i, row := range scores {
		if floats.MaxIdx(row) == own[i] {
			found++
		}
	}
	return float64(found) / float64(max(len(scores), 1))
}
