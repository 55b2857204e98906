package main

import (
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"unclip/tools/eval/metric"
)

// findings is everything that was measured.
type findings struct {
	Model    string             `json:"model"`
	Judge    string             `json:"judge"`
	Captions int                `json:"captions"`
	Concepts int                `json:"concept_labels"`
	Styles   int                `json:"style_labels"`
	Steps    int                `json:"steps"`
	Real     *verdict           `json:"real"`    // the ceiling
	Blurred  *verdict           `json:"blurred"` // what a model has to beat
	Priors   map[string]verdict `json:"priors"`  // Figure 8, Table 2
	Sweep    []sweep            `json:"guidance"`
	Spectrum []float64          `json:"pca_residual"` // share of variance left after k components
	K        int                `json:"pca_k"`        // components for a residual of 1 %
	Fidelity *fidelity          `json:"fidelity,omitempty"`
}

// sweep is one guidance scale (Figures 9 to 11).
type sweep struct {
	Prior    string  `json:"prior"`
	Guidance float64 `json:"guidance"`
	Frechet  float64 `json:"fd"`
	Kernel   float64 `json:"kid"`
	Spread   float64 `json:"spread"` // mean feature distance of pictures of one caption
}

// priors are the four ways to an image embedding, Figure 8's rows.
var priors = []string{"none", "text", "ar", "diffusion"}

// scales are the guidance scales of the sweep.
var scales = []float64{1, 1.5, 2, 3, 4}

// defaultGuidance is where the priors are compared.
const defaultGuidance = 2

func (b *bench) measure(ctx context.Context) (*findings, error) {
	f := &findings{Model: b.model, Judge: b.options.judge, Captions: len(b.held), Concepts: len(b.concepts), Styles: len(b.styles), Steps: b.steps}
	var err error
	if f.Real, err = b.judge(ctx, b.real); err != nil {
		return nil, fmt.Errorf("real pictures: %w", err)
	}
	if f.Blurred, err = b.judge(ctx, blurred(b.real)); err != nil {
		return nil, fmt.Errorf("blurred pictures: %w", err)
	}
	if f.Priors, err = b.compare(ctx); err != nil {
		return nil, fmt.Errorf("priors: %w", err)
	}
	if f.Fidelity, err = b.fidelity(ctx); err != nil {
		return nil, fmt.Errorf("fidelity: %w", err)
	}
	if f.Sweep, err = b.guide(ctx); err != nil {
		return nil, fmt.Errorf("guidance: %w", err)
	}
	if f.Spectrum, err = b.spectrum(ctx); err != nil {
		return nil, fmt.Errorf("spectrum: %w", err)
	}
	f.K = below(f.Spectrum, 0.01)
	return f, nil
}

// compare draws the held-out captions through every prior that the model has.
func (b *bench) compare(ctx context.Context) (map[string]verdict, error) {
	out := map[string]verdict{}
	for _, prior := range priors {
		if prior == "ar" && !b.own.pipeline.Config().Has("prior_ar") {
			continue
		}
		list, err := b.paint.draw(ctx, b.captions(), setting{prior, defaultGuidance, 1})
		if err != nil {
			return nil, err
		}
		v, err := b.judge(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", prior, err)
		}
		out[prior] = *v
	}
	return out, nil
}

// guide sweeps the decoder's guidance with the diffusion prior and with the
// caption alone.
func (b *bench) guide(ctx context.Context) ([]sweep, error) {
	var out []sweep
	for _, prior := range []string{"diffusion", "none"} {
		for _, g := range scales {
			s, err := b.at(ctx, prior, g)
			if err != nil {
				return nil, err
			}
			out = append(out, *s)
		}
	}
	return out, nil
}

func (b *bench) at(ctx context.Context, prior string, guidance float64) (*sweep, error) {
	list, err := b.paint.draw(ctx, b.captions(), setting{prior, guidance, 1})
	if err != nil {
		return nil, err
	}
	f, err := b.see.features(ctx, list)
	if err != nil {
		return nil, err
	}
	s := &sweep{Prior: prior, Guidance: guidance}
	if s.Frechet, err = metric.Frechet(f, b.features); err != nil {
		return nil, err
	}
	if s.Kernel, err = metric.Kernel(f, b.features); err != nil {
		return nil, err
	}
	s.Spread, err = b.diversity(ctx, prior, guidance)
	return s, err
}

// firstSeed keeps the pictures of diversity apart from the others.
const firstSeed = 1000

// diversity is the mean spread of several pictures of the same caption.
func (b *bench) diversity(ctx context.Context, prior string, guidance float64) (float64, error) {
	captions := b.captions()[:min(b.spreadPrompt, len(b.held))]
	var repeated []string // every caption as often as it has seeds, the seeds all different
	for _, caption := range captions {
		repeated = append(repeated, slices.Repeat([]string{caption}, b.seeds)...)
	}
	list, err := b.paint.draw(ctx, repeated, setting{prior, guidance, firstSeed})
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for grid := range slices.Chunk(list, b.seeds) {
		f, err := b.see.features(ctx, grid)
		if err != nil {
			return 0, err
		}
		s, err := metric.Spread(f)
		if err != nil {
			return 0, err
		}
		sum += s / float64(len(captions))
	}
	return sum, nil
}

// spectrumPictures bounds how many embeddings the spectrum is taken from.
const spectrumPictures = 600

// spectrum is the share of variance of the model's own z_i that k principal
// components leave (Figure 7's axis), for k = 0 … D.
func (b *bench) spectrum(ctx context.Context) ([]float64, error) {
	rows := b.truth.keep(func(r *row) bool { return r.Split == "train" })
	zi, err := b.own.pictures(ctx, b.truth.pictures(rows[:min(len(rows), spectrumPictures)]))
	if err != nil {
		return nil, err
	}
	m, err := metric.Matrix(zi)
	if err != nil {
		return nil, err
	}
	return residual(m)
}

func residual(m *mat.Dense) ([]float64, error) {
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		return nil, fmt.Errorf("no principal components; an embedding is not finite")
	}
	vars := pc.VarsTo(nil)
	total := 0.0
	for _, v := range vars {
		total += v
	}
	left := make([]float64, 0, len(vars)+1)
	rest := total
	for _, v := range vars {
		left = append(left, rest/total)
		rest -= v
	}
	return append(left, max(rest/total, 0)), nil
}

// below is the first index whose value is at most limit.
func below(values []float64, limit float64) int {
	for i, v := range values {
		if v <= limit {
			return i
		}
	}
	return len(values)
}
