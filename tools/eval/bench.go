package main

import (
	"context"
	"fmt"
	"image"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// labels is how many concepts a picture's own is looked for among, or more where
// more are held out.
const labels = 100

// bench holds what every experiment needs: held-out captions with their real
// pictures, the painter and the judges.
type bench struct {
	options
	truth    *truth
	core     *truth        // a larger set, for the model's CLIP and the names of styles; or truth again
	held     []row         // held-out concept × style pairs
	real     []image.Image // of held
	concepts []string      // labels, those of held first
	styles   []string
	named    [][]float32 // the second CLIP's embeddings of all concepts in all styles
	paint    *painter    // with the model's own CLIP
	second   *network    // the judge's CLIP
	see      *judges
	features *mat.Dense // of real
}

func openBench(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o}
	if err := b.openSets(); err != nil {
		return nil, err
	}
	if err := b.openNetworks(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) openSets() (err error) {
	if b.truth, err = openTruth(b.data); err != nil {
		return err
	}
	b.core = b.truth
	if b.options.core != "" {
		if b.core, err = openTruth(b.options.core); err != nil {
			return err
		}
	}
	b.choose()
	if len(b.held) < 2 {
		return fmt.Errorf("data: %d held-out captions in %s; build the set with tools/dataset", len(b.held), b.data)
	}
	b.real, err = b.truth.pictures(b.held)
	return err
}

func (b *bench) openNetworks(ctx context.Context) error {
	var err error
	if b.see, err = openJudges(ctx, b.work); err != nil {
		return err
	}
	if b.second, err = openNetwork(ctx, b.options.judge); err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	own, err := openNetwork(ctx, b.model)
	if err != nil {
		return err
	}
	b.paint = &painter{network: own, work: b.work, steps: b.steps}
	if b.inBrowser {
		b.paint.browser, err = openBrowser(ctx, b.options)
	}
	return err
}

func (b *bench) close() {
	if b.second != nil {
		b.second.runtime.Close()
	}
	if b.paint != nil {
		b.paint.runtime.Close()
	}
}

// choose takes the held-out pairs and the labels to find them among.
func (b *bench) choose() {
	b.held = b.truth.keep(func(r *row) bool { return r.Split == heldOut && r.Rank >= 0 })
	if b.subset > 0 {
		b.held = b.held[:min(b.subset, len(b.held))]
	}
	for i, r := range append(slices.Clone(b.held), b.truth.keep(func(r *row) bool { return r.Rank >= 0 })...) {
		if own := i < len(b.held); (own || len(b.concepts) < labels) && !slices.Contains(b.concepts, r.Concept) {
			b.concepts = append(b.concepts, r.Concept)
		}
	}
	for _, r := range append(slices.Clone(b.held), b.core.rows...) {
		if !slices.Contains(b.styles, r.Word) {
			b.styles = append(b.styles, r.Word)
		}
	}
}

// captions are the texts that the model is asked to draw.
func (b *bench) captions() []string {
	out := make([]string, len(b.held))
	for i := range b.held {
		out[i] = b.held[i].caption()
	}
	return out
}
