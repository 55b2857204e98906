package sample

import (
	"fmt"
	"math"
	"slices"
)

// Clip bounds a predicted x0. The zero value leaves it alone.
type Clip struct {
	// Range clamps x0 to ±Range: 1 for pictures, 5 or 10 for Karlo's
	// whitened embeddings, 0 for no clamp.
	Range float64
	// Percentile, if not 0, is dynamic thresholding, Saharia et al. 2022
	// (Imagen), §2.3: clamp to this quantile s of |x0| when s is above Range,
	// and scale back into ±Range. Imagen uses .995.
	Percentile float64
}

func (c Clip) check() error {
	if !(c.Range >= 0 && c.Range <= math.MaxFloat32) || !(c.Percentile >= 0 && c.Percentile <= 1) {
		return fmt.Errorf("%w: clip to %g at percentile %g; a range of 0 or more and a fraction of 1 work", ErrConfig, c.Range, c.Percentile)
	}
	if c.Percentile > 0 && c.Range == 0 {
		return fmt.Errorf("%w: a percentile without a range; give Range 1 for pictures", ErrConfig)
	}
	return nil
}

// Apply clips x0 in place.
func (c Clip) Apply(x0 []float32) {
	if c.Range <= 0 {
		return
	}
	bound := c.Range
	if c.Percentile > 0 {
		bound = max(bound, quantile(x0, c.Percentile))
	}
	scale := c.Range / bound
	for i, v := range x0 {
		x0[i] = float32(min(max(float64(v), -bound), bound) * scale)
	}
}

// quantile is the p-quantile of |values|, interpolated linearly between the
// two nearest ranks as NumPy and PyTorch do.
func quantile(values []float32, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	ranked := make([]float32, len(values))
	for i, v := range values {
		ranked[i] = max(v, -v)
	}
	slices.Sort(ranked)
	at := float64(p * float64(len(ranked)-1))
	low := int(at)
	high := min(low+1, len(ranked)-1)
	a, b := float64(ranked[low]), float64(ranked[high])
	return a + float64((at-float64(low))*(b-a))
}
