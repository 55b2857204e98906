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
	at := float64(p * float64(len(ranked)-1))
	low := int(at)
	rank(ranked, low)
	a := float64(ranked[low])
	if low+1 == len(ranked) {
		return a
	}
	b := float64(slices.Min(ranked[low+1:]))
	return a + float64((at-float64(low))*(b-a))
}

// rank moves the value of rank k to place k, smaller ones before it and larger
// ones behind it: Hoare's selection, which takes linear time.
func rank(values []float32, k int) {
	for low, high := 0, len(values)-1; low < high; {
		pivot := values[(low+high)/2]
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return
		}
	}
}
