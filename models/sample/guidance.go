package sample

import (
	"fmt"
	"math"
)

// Networks answer in rows, one per condition and the most conditional first.
// A row is the prediction for a state of n values, alone or followed by n
// values of variance: an image network with twice the output channels.

// Single reads one unguided row.
func Single(rows []float32, n int) (Output, error) {
	return fold(rows, n, []float64{1})
}

// Guide is classifier-free guidance, Ho & Salimans 2021: ε_∅ + scale·(ε_c -
// ε_∅) over the rows [conditional, unconditional]. Any prediction type can be
// guided; the variance is the conditional row's. Scale 1 is unguided.
func Guide(rows []float32, n int, scale float64) (Output, error) {
	return fold(rows, n, []float64{scale, 1 - scale})
}

// GuideApart guides by image embedding z_i and caption y with separate
// strengths: ε_∅ + image·(ε_{z_i} - ε_∅) + text·(ε_{z_i,y} - ε_{z_i}) over the
// rows [z_i and y, z_i alone, neither], after Brooks et al. 2023, eq. 3. It
// works because unCLIP drops z_i and y independently in training (§2.1).
func GuideApart(rows []float32, n int, image, text float64) (Output, error) {
	return fold(rows, n, []float64{text, image - text, 1 - image})
}

// fold sums the rows' predictions with weights and takes the first variance.
func fold(rows []float32, n int, weights []float64) (Output, error) {
	k := len(weights)
	for _, w := range weights {
		if w-w != 0 || math.Abs(w) > 1e4 {
			return Output{}, fmt.Errorf("%w: guidance that weighs a row by %g; 1 to 10 is usual", ErrConfig, w)
		}
	}
	if n < 1 || len(rows)%k != 0 || len(rows)/k != n && len(rows)/k != 2*n {
		return Output{}, fmt.Errorf("%w: %d values in %d rows for a state of %d; a row is %d or, with variance, %d", ErrLength, len(rows), k, n, n, 2*n)
	}
	stride := len(rows) / k
	out := Output{Pred: make([]float32, n)}
	for j := range out.Pred {
		sum := 0.0
		for i, w := range weights {
			sum += float64(w * float64(rows[i*stride+j]))
		}
		out.Pred[j] = float32(sum)
	}
	if stride == 2*n {
		out.V = rows[n : 2*n : 2*n]
	}
	return out, nil
}
