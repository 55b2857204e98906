package unclip

import (
	"context"
	"fmt"
	"math"

	"unclip/models/embed"
)

// Codebook turns codes into embeddings: principal components of z_i, each cut
// into buckets (paper section 2.2).
type Codebook struct {
	pca       *embed.PCA
	lo, step  []float32 // of each code
	histogram []float64 // of the dot-product token in training
}

// NewCodebook takes the outputs of prior.Codebook: the mean [Embed] and the
// components [Embed, Embed], the buckets' lo and step [Codes], and the histogram
// of the dot-product token.
func NewCodebook(mean, components, lo, step, histogram []float32) (*Codebook, error) {
	pca, err := embed.NewPCA(mean, components)
	if err != nil {
		return nil, fmt.Errorf("unclip: codebook: %w", err)
	}
	book := &Codebook{pca: pca, lo: lo, step: step}
	for _, n := range histogram {
		book.histogram = append(book.histogram, float64(max(n, 0)))
	}
	return book, nil
}

// codebook reads the tables of the autoregressive prior once.
func (p *Pipeline) codebook(ctx context.Context) (*Codebook, error) {
	if p.codes != nil {
		return p.codes, nil
	}
	if err := p.config.needs("codebook"); err != nil {
		return nil, err
	}
	net, err := p.runtime.Network(ctx, p.config.codebookNetwork())
	if err == nil {
		err = net.RunPrompt(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("unclip: codebook: %w", err)
	}
	values := map[string][]float32{}
	for _, name := range []string{"mean", "components", "lo", "step", "dot_histogram"} {
		if values[name], err = net.Read(ctx, name); err != nil {
			return nil, fmt.Errorf("unclip: codebook: %w", err)
		}
	}
	p.codes, err = NewCodebook(values["mean"], values["components"], values["lo"], values["step"], values["dot_histogram"])
	return p.codes, err
}

// Embedding is what codes stand for, a unit vector; those that are missing are
// at the mean.
func (b *Codebook) Embedding(codes []int) ([]float32, error) {
	if len(codes) > len(b.lo) || len(b.lo) != len(b.step) {
		return nil, fmt.Errorf("unclip: codebook: %d codes, tables of %d and %d; convert the model again", len(codes), len(b.lo), len(b.step))
	}
	coefficients := make([]float32, len(codes))
	for k, code := range codes {
		coefficients[k] = b.lo[k] + float32((float32(code)+.5)*b.step[k])
	}
	z, err := b.pca.Inverse(coefficients)
	if err != nil {
		return nil, err
	}
	return embed.Normalize(z)
}

// Ladder is z_i seen through more and more principal components, in the scale of
// z_i (paper section 4): n rungs from 8 components, or 1 if there are fewer, to
// all, each about the same factor above the one before.
func (p *Pipeline) Ladder(ctx context.Context, zi []float32, n int) (components []int, zs [][]float32, err error) {
	book, err := p.codebook(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range rungs(book.pca.Components(), n) {
		z, err := book.pca.Reconstruct(zi, k)
		if err != nil {
			return nil, nil, fmt.Errorf("unclip: ladder: %w", err)
		}
		p.scale(z)
		components, zs = append(components, k), append(zs, z)
	}
	return components, zs, nil
}

// rungs are n numbers of components up to all.
func rungs(all, n int) []int {
	low := 8
	if all < 4*low {
		low = 1
	}
	list := make([]int, n)
	at := float64(all)
	ratio := math.Pow(float64(low)/float64(all), 1/float64(max(n-1, 1)))
	for i := n - 1; i >= 0; i-- {
		list[i] = max(int(at+.5), 1)
		at *= ratio
	}
	return list
}
