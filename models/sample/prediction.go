package sample

import "math"

// Prediction is what a network was trained to output.
type Prediction int

// The three parametrizations.
const (
	Eps Prediction = iota // the noise ε, Ho et al. 2020: Karlo's decoder
	X0                    // the clean sample x0: the unCLIP prior, §2.2
	V                     // v = √ᾱ·ε - √(1-ᾱ)·x0, Salimans & Ho 2022, App. D
)

// String names the prediction as checkpoints do.
func (p Prediction) String() string {
	switch p {
	case Eps:
		return "epsilon"
	case X0:
		return "sample"
	case V:
		return "v_prediction"
	}
	return "unknown prediction"
}

// ToX0 writes the predicted clean sample into out, given the state x at a
// timestep with this ᾱ and the network's output pred. The slices have the same
// length; out may be one of the others.
func (p Prediction) ToX0(out, x, pred []float32, alphaBar float64) {
	alpha, sigma := math.Sqrt(alphaBar), math.Sqrt(1-alphaBar)
	switch p {
	case Eps:
		quotient(out, x, sigma, pred, alpha)
	case X0:
		copy(out, pred)
	case V:
		blend(out, alpha, x, -sigma, pred)
	}
}

// ToEps writes the predicted noise into out; see ToX0.
func (p Prediction) ToEps(out, x, pred []float32, alphaBar float64) {
	alpha, sigma := math.Sqrt(alphaBar), math.Sqrt(1-alphaBar)
	switch p {
	case Eps:
		copy(out, pred)
	case X0:
		quotient(out, x, alpha, pred, sigma)
	case V:
		blend(out, sigma, x, alpha, pred)
	}
}

// quotient writes (x - b·y)/c into out. Divided last, because x and b·y nearly
// cancel where c is small.
func quotient(out, x []float32, b float64, y []float32, c float64) {
	for i := range out {
		out[i] = float32((float64(x[i]) - float64(b*float64(y[i]))) / c)
	}
}
