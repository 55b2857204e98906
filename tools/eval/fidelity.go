package main

import (
	"context"
	"fmt"
	"image"
	"slices"

	"unclip/tools/eval/metric"
)

// fidelity is how near the pictures of one conversion of a checkpoint are to
// those of another with the same captions and seeds, in decibels.
type fidelity struct {
	Against string  `json:"against"`
	Median  float64 `json:"median_psnr"`
	Lowest  float64 `json:"lowest_psnr"`
}

// fidelity draws the held-out captions with the other conversion too.
func (b *bench) fidelity(ctx context.Context, f *findings) error {
	if b.against == "" {
		return nil
	}
	found, err := b.compared(ctx)
	f.Fidelity = found
	return err
}

// compared is fidelity alone, without judges.
func (b *bench) compared(ctx context.Context) (*fidelity, error) {
	network, err := openNetwork(ctx, b.against)
	if err != nil {
		return nil, err
	}
	defer network.runtime.Close()
	other := *b.paint
	other.network = network
	s := setting{"diffusion", defaultGuidance, 1}
	own, err := b.paint.draw(ctx, b.captions(), s)
	if err != nil {
		return nil, err
	}
	want, err := other.draw(ctx, b.captions(), s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.against, err)
	}
	near := make([]float64, len(own))
	for i := range own {
		if near[i], err = psnr(own[i], want[i]); err != nil {
			return nil, err
		}
	}
	slices.Sort(near)
	return &fidelity{b.against, near[len(near)/2], near[0]}, nil
}

// alike stands for the infinitely many decibels of equal pictures, which JSON cannot
// say and no mean survives. One level in one byte of 64×64 pixels is 89 dB.
const alike = 99

// psnr is how near a picture is to another, in decibels.
func psnr(got, want image.Image) (float64, error) {
	db, err := metric.PSNR(rgb(got), rgb(want))
	return min(db, alike), err
}
