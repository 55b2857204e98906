package main

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strings"
)

// priors are the ways to an image embedding, Figure 8's rows: none (the caption
// alone), z_t in its place, and the two priors.
var priors = []string{"none", "text", "ar", "diffusion"}

// defaultGuidance is where the priors are compared.
const defaultGuidance = 2

// compare draws the held-out captions through every prior that the model has.
func (b *bench) compare(ctx context.Context, f *findings) error {
	f.Priors = map[string]verdict{}
	rows := [][]image.Image{b.real}
	for _, prior := range b.priors() {
		list, err := b.paint.draw(ctx, b.captions(), setting{prior, defaultGuidance, 1})
		if err != nil {
			return err
		}
		v, err := b.judge(ctx, list)
		if err != nil {
			return fmt.Errorf("%s: %w", prior, err)
		}
		f.Priors[prior] = *v
		rows = append(rows, list)
	}
	f.sheets["modes"] = sheet(rows, len(b.real))
	return nil
}

// priors are those that the model has and -priors does not leave out.
func (b *bench) priors() (list []string) {
	for _, prior := range priors {
		there := prior != "ar" || b.paint.Config().Has("prior_ar")
		if there && (b.modes == "" || slices.Contains(strings.Split(b.modes, ","), prior)) {
			list = append(list, prior)
		}
	}
	return list
}
