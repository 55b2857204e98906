package metric

import (
	"fmt"
	"math"
)

// PSNR is the peak signal-to-noise ratio of two pictures of equal size in
// decibels, +Inf when they are the same.
func PSNR(a, b []uint8) (float64, error) {
	if len(a) != len(b) || len(a) == 0 {
		return 0, fmt.Errorf("psnr: %w: %d and %d bytes", ErrShape, len(a), len(b))
	}
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(a))/sum), nil
}
