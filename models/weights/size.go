package weights

import (
	"fmt"
	"math"
)

// Sizes from untrusted bytes are multiplied and added here and nowhere else:
// the same overflow has been found in most loaders of model files.

// maxSize keeps every size exact in JavaScript, whose numbers are doubles.
const maxSize = 1<<53 - 1

// mul is a·b for a, b ≥ 0.
func mul(a, b int64) (int64, error) {
	if a < 0 || b < 0 || b > 0 && a > maxSize/b {
		return 0, fmt.Errorf("weights: %w: %d × %d", ErrOverflow, a, b)
	}
	return a * b, nil
}

// add is a+b for a, b ≥ 0.
func add(a, b int64) (int64, error) {
	if a < 0 || b < 0 || a > maxSize-b {
		return 0, fmt.Errorf("weights: %w: %d + %d", ErrOverflow, a, b)
	}
	return a + b, nil
}

// product multiplies dimensions; the product of none is 1.
func product(dims ...int64) (int64, error) {
	n := int64(1)
	for _, d := range dims {
		var err error
		if n, err = mul(n, d); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// pad rounds n up to a multiple of m.
func pad(n, m int64) (int64, error) {
	up, err := add(n, m-1)
	return up / m * m, err
}

// toInt refuses sizes that an int cannot hold on this platform.
func toInt(n int64) (int, error) {
	if n < 0 || n > math.MaxInt {
		return 0, fmt.Errorf("weights: %w: %d", ErrOverflow, n)
	}
	return int(n), nil
}
