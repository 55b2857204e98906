package embed

import (
	"fmt"
	"math"
	"slices"
)

// PCA is an orthonormal basis e_1 … e_K of the space of D-dimensional
// embeddings around their mean, in the order of falling variance: what unCLIP's
// autoregressive prior speaks in (§2.2) and its reconstructions of §4 cut.
type PCA struct {
	mean       []float32
	components [][]float32
}

// NewPCA takes the mean, D values, and the components, K rows of D values.
func NewPCA(mean, components []float32) (*PCA, error) {
	if err := vector(mean); err != nil {
		return nil, fmt.Errorf("the mean: %w", err)
	}
	d := len(mean)
	if k := len(components) / d; k < 1 || k > d || k*d != len(components) {
		return nil, fmt.Errorf("%w: %d values of components over %d dimensions; 1 to %d whole rows fit", ErrLength, len(components), d, d)
	}
	p := &PCA{mean: slices.Clone(mean)}
	for row := range slices.Chunk(slices.Clone(components), d) {
		if err := vector(row); err != nil {
			return nil, fmt.Errorf("component %d: %w", len(p.components), err)
		}
		if n := norm(row); math.Abs(n-1) > .01 {
			return nil, fmt.Errorf("%w: component %d has length %.3f; rows are unit vectors, are they columns?", ErrTable, len(p.components), n)
		}
		p.components = append(p.components, row)
	}
	return p, nil
}

// Components is K.
func (p *PCA) Components() int { return len(p.components) }

// Project gives the K coefficients ⟨z-mean, e_j⟩.
func (p *PCA) Project(z []float32) ([]float32, error) {
	if err := pair(z, p.mean); err != nil {
		return nil, err
	}
	centred := combine(z, 1, p.mean, -1)
	out := make([]float32, len(p.components))
	for j, e := range p.components {
		out[j] = float32(dot(centred, e))
	}
	return checked(out)
}

// Inverse is mean + Σ c_j·e_j over the coefficients given, at most K; those
// that are missing count as zero. It is not normalised.
func (p *PCA) Inverse(coefficients []float32) ([]float32, error) {
	if len(coefficients) > len(p.components) {
		return nil, fmt.Errorf("%w: %d coefficients of %d components", ErrLength, len(coefficients), len(p.components))
	}
	sum := make([]float64, len(p.mean))
	for i, m := range p.mean {
		sum[i] = float64(m)
	}
	for j, c := range coefficients {
		for i, e := range p.components[j] {
			sum[i] += float64(c) * float64(e) // exact: 24 + 24 bits
		}
	}
	out := make([]float32, len(sum))
	for i, v := range sum {
		out[i] = float32(v)
	}
	return checked(out)
}

// Reconstruct is z seen through its first k components, a unit vector: unCLIP
// Fig. 7 decodes these for growing k.
func (p *PCA) Reconstruct(z []float32, k int) ([]float32, error) {
	if k < 0 || k > len(p.components) {
		return nil, fmt.Errorf("%w: %d of %d components", ErrLength, k, len(p.components))
	}
	coefficients, err := p.Project(z)
	if err != nil {
		return nil, err
	}
	cut, err := p.Inverse(coefficients[:k])
	if err != nil {
		return nil, err
	}
	return Normalize(cut)
}
