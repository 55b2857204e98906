package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"slices"

	"unclip/tools/eval/metric"
)

// solver is a sampler of the decoder and its evaluations.
type solver struct {
	Sampler string `json:"sampler"`
	Steps   int    `json:"steps"`
}

// exact is so many steps that deterministic samplers agree.
var exact = solver{"dpm++2m", 200}

// solvers are compared.
var solvers = []solver{
	exact,
	{"dpm++2m", 6}, {"dpm++2m", 8}, {"dpm++2m", 12}, {"dpm++2m", 16}, {"dpm++2m", 25},
	{"unipc", 6}, {"unipc", 8}, {"unipc", 12}, {"unipc", 16}, {"unipc", 25},
	{"ddim", 16}, {"ddim", 25}, {"ddim", 50},
	{"ddpm", 25}, {"ddpm", 50},
}

// solved is how a solver fares, with equal z_i and x_T for all.
type solved struct {
	solver
	PSNR   float64 `json:"psnr,omitempty"` // median, dB, to the exact pictures; DDPM adds noise of its own
	Match  float64 `json:"match"`          // mean cosine of picture and caption by the second CLIP
	Kernel float64 `json:"kid"`            // to the real pictures
}

// samplers compares samplers and numbers of steps on the held-out captions.
func (b *bench) samplers(ctx context.Context, f *findings) error {
	want, err := b.solve(ctx, exact)
	if err != nil {
		return err
	}
	for _, s := range solvers {
		found, err := b.solved(ctx, s, want)
		if err != nil {
			return fmt.Errorf("%s, %d steps: %w", s.Sampler, s.Steps, err)
		}
		f.Samplers = append(f.Samplers, *found)
		fmt.Fprintf(os.Stderr, "%+v\n", *found)
	}
	return nil
}

// solve draws the held-out captions.
func (b *bench) solve(ctx context.Context, s solver) ([]image.Image, error) {
	p := *b.paint
	p.sampler, p.steps = s.Sampler, s.Steps
	return p.draw(ctx, b.captions(), setting{"diffusion", defaultGuidance, 1})
}

func (b *bench) solved(ctx context.Context, s solver, want []image.Image) (*solved, error) {
	list, err := b.solve(ctx, s)
	if err != nil {
		return nil, err
	}
	found := &solved{solver: s}
	if s != exact {
		if found.PSNR, err = medianPSNR(list, want); err != nil {
			return nil, err
		}
	}
	cosines, err := b.second.match(ctx, list, b.captions())
	if err != nil {
		return nil, err
	}
	for i := range list {
		found.Match += cosines[i][i] / float64(len(list))
	}
	if b.clipOnly {
		return found, nil
	}
	drawn, err := b.see.features(ctx, list)
	if err != nil {
		return nil, err
	}
	found.Kernel, err = metric.Kernel(b.features, drawn)
	return found, err
}

func medianPSNR(list, want []image.Image) (float64, error) {
	near := make([]float64, len(list))
	for i := range list {
		var err error
		if near[i], err = psnr(list[i], want[i]); err != nil {
			return 0, err
		}
	}
	slices.Sort(near)
	return near[len(near)/2], nil
}
