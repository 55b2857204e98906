// Package tensor names shapes and element types. It holds no data: values live
// in device buffers, and only their descriptions travel through Go.
package tensor

import (
	"fmt"
	"math"
)

// Shape lists dimensions, outermost first; the last one is the channel axis
// (pictures are [B, H, W, C], token sequences [B, L, C]).
type Shape []int

// Rows is the number of channel rows: the product of all but the last dimension.
func (s Shape) Rows() int {
	n := 1
	for _, d := range s[:max(len(s)-1, 0)] {
		n *= d
	}
	return n
}

// Channels is the last dimension, or 1 for a scalar.
func (s Shape) Channels() int {
	if len(s) == 0 {
		return 1
	}
	return s[len(s)-1]
}

// Elements is the number of logical elements, without padding.
func (s Shape) Elements() int { return s.Rows() * s.Channels() }

// Stride is the distance between channel rows as stored: channels are padded
// to a multiple of four so that kernels read whole vec4s.
func (s Shape) Stride() int { return Pad(s.Channels(), 4) }

// Bytes is the stored size of an f32 or u32 value of this shape.
func (s Shape) Bytes() int { return 4 * s.Rows() * s.Stride() }

// Equal reports whether both shapes have the same dimensions.
func (s Shape) Equal(o Shape) bool {
	if len(s) != len(o) {
		return false
	}
	for i := range s {
		if s[i] != o[i] {
			return false
		}
	}
	return true
}

// Check refuses non-positive dimensions and sizes that overflow 31 bits.
func (s Shape) Check() error {
	n := 4
	for _, d := range s {
		if d < 1 || d > math.MaxInt32/n {
			return fmt.Errorf("tensor: shape %v is empty or too large; every dimension must be at least 1 and the whole under 2 GiB", []int(s))
		}
		n *= d
	}
	return nil
}

// Pad rounds n up to a multiple of m.
func Pad(n, m int) int { return (n + m - 1) / m * m }
