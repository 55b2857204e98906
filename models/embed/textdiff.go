package embed

import "fmt"

// MaxTextDiff is the θ at which unCLIP §3.3 ends its text diffs: 0.25 to 0.5.
const MaxTextDiff = .5

// TextDiff is the direction z_d = (z_t - z_t0)/‖z_t - z_t0‖ from the text
// embedding of a description of the picture, or of "a photo", to the one of
// what it should become (unCLIP §3.3). Both are made unit vectors first.
func TextDiff(zt, zt0 []float32) ([]float32, error) {
	if err := pair(zt, zt0); err != nil {
		return nil, err
	}
	to, err := Normalize(zt)
	if err != nil {
		return nil, err
	}
	from, err := Normalize(zt0)
	if err != nil {
		return nil, err
	}
	diff := combine(to, 1, from, -1)
	if norm(diff) < 1e-6 {
		return nil, fmt.Errorf("%w: both texts have the same embedding; change the words", ErrDirection)
	}
	return Normalize(diff)
}

// Edit turns an image embedding towards a text diff: slerp(ẑ_i, z_d, θ), with θ
// from 0 to MaxTextDiff. The result keeps the length of zi.
func Edit(zi, zd []float32, theta float64) ([]float32, error) {
	unit, err := Normalize(zi)
	if err != nil {
		return nil, err
	}
	direction, err := Normalize(zd)
	if err != nil {
		return nil, err
	}
	turned, err := Slerp(unit, direction, theta)
	if err != nil {
		return nil, err
	}
	return checked(combine(turned, norm(zi)/norm(turned), turned, 0))
}

// Mix is the direction of the weighted mean of the vectors' directions, a unit
// vector: several pictures blended into one.
func Mix(vectors [][]float32, weights []float64) ([]float32, error) {
	if len(vectors) == 0 || len(vectors) != len(weights) {
		return nil, fmt.Errorf("%w: %d vectors and %d weights; give each vector one", ErrLength, len(vectors), len(weights))
	}
	sum := make([]float32, len(vectors[0]))
	for i, v := range vectors {
		if weights[i]-weights[i] != 0 {
			return nil, fmt.Errorf("%w: weight %d is %g", ErrNotFinite, i, weights[i])
		}
		if err := pair(sum, v); err != nil {
			return nil, err
		}
		unit, err := Normalize(v)
		if err != nil {
			return nil, err
		}
		sum = combine(sum, 1, unit, weights[i])
	}
	return Normalize(sum)
}
