package embed

import "fmt"

// Whitening brings embeddings to the scale that a diffusion prior works in,
// about zero mean and unit variance in each of D dimensions, and back.
type Whitening struct{ mean, std []float32 }

// NewWhitening takes the statistics of a training set, D values each: Karlo's
// and Kandinsky's priors come with them.
func NewWhitening(mean, std []float32) (*Whitening, error) {
	if err := pair(mean, std); err != nil {
		return nil, err
	}
	for i, s := range std {
		if s < 1e-12 {
			return nil, fmt.Errorf("%w: deviation %g in dimension %d; it must be above zero", ErrTable, s, i)
		}
	}
	return &Whitening{combine(mean, 1, mean, 0), combine(std, 1, std, 0)}, nil
}

// NewScaling multiplies unit vectors of D dimensions by one factor: 17.2 in
// unCLIP App. C for D = 1024, which is .5375·√D. Normalize what Unwhiten gives.
func NewScaling(dimensions int, factor float64) (*Whitening, error) {
	if dimensions < 1 || dimensions > 1<<20 {
		return nil, fmt.Errorf("%w: %d dimensions; CLIP has 512 to 1,280", ErrLength, dimensions)
	}
	if !(factor >= 1e-6 && factor <= 1e6) {
		return nil, fmt.Errorf("%w: scale factor %g; 17.2 for 1,024 dimensions is unCLIP's", ErrTable, factor)
	}
	w := &Whitening{make([]float32, dimensions), make([]float32, dimensions)}
	for i := range w.std {
		w.std[i] = float32(1 / factor)
	}
	return w, nil
}

// Whiten is (z - mean)/std.
func (w *Whitening) Whiten(z []float32) ([]float32, error) {
	if err := pair(z, w.mean); err != nil {
		return nil, err
	}
	out := make([]float32, len(z))
	for i, v := range z {
		out[i] = float32((float64(v) - float64(w.mean[i])) / float64(w.std[i]))
	}
	return checked(out)
}

// Unwhiten is z·std + mean.
func (w *Whitening) Unwhiten(z []float32) ([]float32, error) {
	if err := pair(z, w.mean); err != nil {
		return nil, err
	}
	out := make([]float32, len(z))
	for i, v := range z {
		out[i] = float32(float64(v)*float64(w.std[i]) + float64(w.mean[i]))
	}
	return checked(out)
}
