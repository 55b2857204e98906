package main

import (
	"context"
	"fmt"
	"image"
	"slices"

	"gonum.org/v1/gonum/mat"

	"unclip/tools/eval/metric"
)

// sweep is one guidance scale (Figures 9 to 11).
type sweep struct {
	Prior    string  `json:"prior"`
	Guidance float64 `json:"guidance"`
	Frechet  float64 `json:"fd"`
	Kernel   float64 `json:"kid"`
	Spread   float64 `json:"spread"` // mean distance of the pictures of one caption, in the eyes of the second CLIP
}

// scales are the guidance scales of the sweep.
var scales = []float64{1, 1.5, 2, 3, 4}

// grid is the side of the grids of one caption's pictures (Figure 10).
const grid = 4

// firstSeed keeps the pictures of grids apart from the others. Equal seeds at
// every scale mean equal z_i and x_T: only the guidance differs.
const firstSeed = 1000

// guidance sweeps the decoder's guidance with the priors and with the caption
// alone, which is the paper's comparison with GLIDE.
func (b *bench) guidance(ctx context.Context, f *findings) error {
	var rows []image.Image
	for _, prior := range b.priors() {
		if prior == "text" {
			continue
		}
		var row []image.Image
		for _, g := range scales {
			s, first, err := b.at(ctx, setting{Prior: prior, Guidance: g})
			if err != nil {
				return fmt.Errorf("%s, guidance %g: %w", prior, g, err)
			}
			f.Guidance = append(f.Guidance, *s)
			row = append(row, first)
		}
		rows = append(rows, sheet([][]image.Image{row}, len(row)))
	}
	if len(rows) > 0 {
		f.sheets["guidance"] = column(rows)
	}
	return nil
}

// at measures one scale and gives the grid of the first caption.
func (b *bench) at(ctx context.Context, how setting) (*sweep, image.Image, error) {
	s := &sweep{Prior: how.Prior, Guidance: how.Guidance}
	if !b.clipOnly {
		if err := b.near(ctx, how, s); err != nil {
			return nil, nil, err
		}
	}
	first, err := b.diversity(ctx, how, s)
	return s, first, err
}

// near is how near one picture of every caption comes to the real ones.
func (b *bench) near(ctx context.Context, how setting, s *sweep) error {
	how.Seed = 1
	list, err := b.paint.draw(ctx, b.captions(), how)
	if err != nil {
		return err
	}
	v := &verdict{}
	err = b.distance(ctx, v, list)
	s.Frechet, s.Kernel = v.Frechet, v.Kernel
	return err
}

// diversity is the mean spread within grids of the same caption.
func (b *bench) diversity(ctx context.Context, how setting, s *sweep) (first image.Image, err error) {
	captions := b.captions()[:min(b.grids, len(b.held))]
	how.Seed = firstSeed
	for i, caption := range captions {
		list, err := b.paint.draw(ctx, slices.Repeat([]string{caption}, grid*grid), how)
		if err != nil {
			return nil, err
		}
		spread, err := b.apart(ctx, list)
		if err != nil {
			return nil, err
		}
		s.Spread += spread / float64(len(captions))
		if i == 0 {
			first = sheet(slices.Collect(slices.Chunk(list, grid)), grid)
		}
	}
	return first, nil
}

// apart is the mean distance of the second CLIP's embeddings, in units of their
// length.
func (b *bench) apart(ctx context.Context, list []image.Image) (float64, error) {
	zi, err := b.second.see(ctx, list)
	if err != nil {
		return 0, err
	}
	m, err := metric.Matrix(zi)
	if err != nil {
		return 0, err
	}
	spread, err := metric.Spread(m)
	return spread / mat.Norm(m.RowView(0), 2), err
}

// kept is the share of diversity that a prior keeps from the least guidance to
// the most.
func (f *findings) kept(prior string) (float64, bool) {
	var of []sweep
	for _, s := range f.Guidance {
		if s.Prior == prior {
			of = append(of, s)
		}
	}
	if len(of) < 2 || of[0].Spread == 0 {
		return 0, false
	}
	return of[len(of)-1].Spread / of[0].Spread, true
}
