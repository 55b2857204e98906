package main

import (
	"context"
	"fmt"
	"image"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"unclip/models/unclip"
	"unclip/tools/eval/metric"
)

// spectrumPictures bounds how many embeddings the spectrum is taken from.
const spectrumPictures = 600

// ladder are the numbers of components that pictures are rebuilt from (Figure 7).
var ladder = []int{1, 2, 4, 8, 16, 32, 64, 128}

// rebuilt is how many pictures are.
const rebuilt = 4

// spectrum is the share of variance of the model's own z_i that k principal
// components leave, for k = 0 … D, and what the decoder makes of so many.
func (b *bench) spectrum(ctx context.Context, f *findings) error {
	rows := b.truth.keep(func(r *row) bool { return r.Split == "train" })
	list, err := b.truth.pictures(spread(rows, spectrumPictures))
	if err != nil {
		return err
	}
	zi, err := b.paint.see(ctx, list)
	if err != nil {
		return err
	}
	m, err := metric.Matrix(zi)
	if err != nil {
		return err
	}
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		return fmt.Errorf("no principal components; an embedding is not finite")
	}
	f.Spectrum = residual(&pc)
	f.K = below(f.Spectrum, 0.01)
	f.sheets["components"], err = b.rebuild(ctx, m, &pc)
	return err
}

func residual(pc *stat.PC) []float64 {
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
	return append(left, max(rest/total, 0))
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

// rebuild decodes held-out pictures from ever more components of their z_i, and
// shows the pictures last.
func (b *bench) rebuild(ctx context.Context, m *mat.Dense, pc *stat.PC) (image.Image, error) {
	var axes mat.Dense
	pc.VectorsTo(&axes) // [D, k]
	var rows [][]image.Image
	for i, real := range b.real[:min(rebuilt, len(b.real))] {
		zi, err := b.paint.see(ctx, []image.Image{real})
		if err != nil {
			return nil, err
		}
		var row []image.Image
		for _, k := range ladder {
			made, err := b.paint.decode(ctx, projected(zi[0], m, &axes, k), uint64(i+1))
			if err != nil {
				return nil, err
			}
			row = append(row, made)
		}
		rows = append(rows, append(row, real))
	}
	return sheet(rows, len(ladder)+1), nil
}

// projected is z_i with all but its first k components at their mean, in the
// length that it had.
func projected(zi []float32, m, axes *mat.Dense, k int) []float32 {
	n, d := m.Dims()
	mean, z := mat.NewVecDense(d, nil), mat.NewVecDense(d, nil)
	for i := range n {
		mean.AddScaledVec(mean, 1/float64(n), m.RowView(i))
	}
	for j, v := range zi {
		z.SetVec(j, float64(v))
	}
	away, sum := mat.NewVecDense(d, nil), mat.VecDenseCopyOf(mean)
	away.SubVec(z, mean)
	_, all := axes.Dims()
	for c := range min(k, all) {
		sum.AddScaledVec(sum, mat.Dot(axes.ColView(c), away), axes.ColView(c))
	}
	sum.ScaleVec(mat.Norm(z, 2)/mat.Norm(sum, 2), sum)
	out := make([]float32, d)
	for j := range out {
		out[j] = float32(sum.AtVec(j))
	}
	return out
}

// decode draws an image embedding without a caption.
func (p *painter) decode(ctx context.Context, zi []float32, seed uint64) (image.Image, error) {
	y, err := p.Read(ctx, "", "")
	if err != nil {
		return nil, err
	}
	r := p.request(setting{Prior: "diffusion", Guidance: defaultGuidance})
	r.Seed = seed
	x0, err := p.Decode(ctx, unclip.Latent{Zi: zi}, y, r, nil)
	if err != nil {
		return nil, err
	}
	return picture(x0, p.Config().Decoder.Size), nil
}
