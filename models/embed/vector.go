package embed

import (
	"fmt"
	"math"
)

// Dot is ⟨a, b⟩.
func Dot(a, b []float32) (float64, error) {
	if err := pair(a, b); err != nil {
		return 0, err
	}
	return dot(a, b), nil
}

// Cosine is ⟨a, b⟩/(‖a‖·‖b‖), in -1 … 1.
func Cosine(a, b []float32) (float64, error) {
	if err := pair(a, b); err != nil {
		return 0, err
	}
	length := norm(a) * norm(b)
	if length == 0 {
		return 0, fmt.Errorf("%w: the cosine of a zero vector", ErrDirection)
	}
	return max(-1, min(1, dot(a, b)/length)), nil
}

// Norm is ‖a‖, 0 for no values at all.
func Norm(a []float32) float64 { return norm(a) }

// Normalize is a/‖a‖.
func Normalize(a []float32) ([]float32, error) {
	if err := vector(a); err != nil {
		return nil, err
	}
	length := norm(a)
	if length == 0 {
		return nil, fmt.Errorf("%w: a zero vector cannot be normalised", ErrDirection)
	}
	return checked(combine(a, 1/length, a, 0))
}

// combine is p·a + q·b; the lengths agree.
func combine(a []float32, p float64, b []float32, q float64) []float32 {
	out := make([]float32, len(a))
	for i := range out {
		out[i] = float32(float64(p*float64(a[i])) + float64(q*float64(b[i])))
	}
	return out
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i]) // exact: 24 + 24 bits
	}
	return sum
}

func norm(a []float32) float64 { return math.Sqrt(dot(a, a)) }

// vector accepts one or more finite values.
func vector(a []float32) error {
	if len(a) == 0 {
		return fmt.Errorf("%w: an empty vector", ErrLength)
	}
	for i, v := range a {
		if v-v != 0 {
			return fmt.Errorf("%w: %g at %d; half precision that overflowed looks like this", ErrNotFinite, v, i)
		}
	}
	return nil
}

// checked refuses a result that left the range of float32.
func checked(out []float32) ([]float32, error) {
	if err := vector(out); err != nil {
		return nil, err
	}
	return out, nil
}

// pair accepts two vectors of one length.
func pair(a, b []float32) error {
	if len(a) != len(b) {
		return fmt.Errorf("%w: %d and %d values; they come from different models", ErrLength, len(a), len(b))
	}
	if err := vector(a); err != nil {
		return err
	}
	return vector(b)
}
