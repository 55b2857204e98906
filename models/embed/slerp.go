package embed

import (
	"fmt"
	"math"
)

// Slerp is spherical interpolation, Shoemake 1985: [sin((1-θ)ω)·a +
// sin(θω)·b]/sin ω with ω the angle between the vectors, θ from 0 (a) to 1 (b).
// unCLIP §3.2 interpolates image embeddings and x_T with it; for unit vectors
// the result is a unit vector. Vectors closer than 1e-4 radians are
// interpolated on the line. Opposite vectors are refused: no arc between them
// is shorter than another.
func Slerp(a, b []float32, theta float64) ([]float32, error) {
	if err := pair(a, b); err != nil {
		return nil, err
	}
	if !(theta >= 0 && theta <= 1) {
		return nil, fmt.Errorf("%w: theta %g; 0 is the first vector, 1 the second", ErrDirection, theta)
	}
	p, q, err := arc(a, b, theta)
	if err != nil {
		return nil, err
	}
	return checked(combine(a, p, b, q))
}

// SlerpScaled turns a towards b as Slerp does and interpolates the lengths on
// the line: for decoders trained on embeddings that were not normalised.
func SlerpScaled(a, b []float32, theta float64) ([]float32, error) {
	unitA, err := Normalize(a)
	if err != nil {
		return nil, err
	}
	unitB, err := Normalize(b)
	if err != nil {
		return nil, err
	}
	out, err := Slerp(unitA, unitB, theta)
	if err != nil {
		return nil, err
	}
	length := float64((1-theta)*norm(a)) + float64(theta*norm(b))
	return checked(combine(out, length/norm(out), out, 0))
}

// arc gives the weights of a and b.
func arc(a, b []float32, theta float64) (p, q float64, err error) {
	omega, err := angle(a, b)
	sin := math.Sin(omega)
	switch {
	case err != nil:
		return 0, 0, err
	case sin >= 1e-4:
		return math.Sin((1-theta)*omega) / sin, math.Sin(theta*omega) / sin, nil
	case omega < 1:
		return 1 - theta, theta, nil
	}
	return 0, 0, fmt.Errorf("%w: the vectors are opposite; move one of them a little", ErrDirection)
}

// angle is ω in 0 … π, as 2·atan(‖â-b̂‖/‖â+b̂‖), which unlike acos is exact for
// small angles. The unit vectors matter: a dot product of raw vectors, or one
// without the sum, gives results that are too long.
func angle(a, b []float32) (float64, error) {
	na, nb := norm(a), norm(b)
	if na == 0 || nb == 0 {
		return 0, fmt.Errorf("%w: a zero vector has no angle", ErrDirection)
	}
	var apart, along float64
	for i := range a {
		u, v := float64(a[i])/na, float64(b[i])/nb
		apart += float64((u - v) * (u - v))
		along += float64((u + v) * (u + v))
	}
	return 2 * math.Atan2(math.Sqrt(apart), math.Sqrt(along)), nil
}
