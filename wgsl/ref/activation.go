package ref

import "math"

// activate applies a pointwise activation, numbered as graph.Act.
func activate(kind uint8, x float64) float64 {
	switch kind {
	case 1: // SiLU
		return x * sigmoid(x)
	case 2: // GELU
		return x * 0.5 * math.Erfc(-x/math.Sqrt2)
	case 3: // QuickGELU
		return x * sigmoid(1.702*x)
	}
	return x
}

// sigmoid never overflows: the exponent is at most 0.
func sigmoid(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}
