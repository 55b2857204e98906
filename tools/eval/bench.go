package main

import (
	"context"
	"fmt"
	"image"
	"slices"

	"gonum.org/v1/gonum/mat"

	"unclip/tools/eval/metric"
	"unclip/web/server"
)

// labels is how many concepts a picture's own is looked for among.
const labels = 100

// bench holds what every experiment needs: held-out captions with their real
// pictures, the painter and the judges.
type bench struct {
	options
	truth    *truth
	held     []row         // held-out concept × style pairs
	real     []image.Image // of held
	concepts []string      // labels, those of held first
	styles   []string
	paint    *painter
	see      *judges
	second   *eye // the judge's CLIP
	own      *eye // the model's
	features *mat.Dense
}

func openBench(ctx context.Context, o options) (*bench, error) {
	root, err := server.FindRoot()
	if err != nil {
		return nil, err
	}
	b := &bench{options: o}
	if b.truth, err = openTruth(o.data); err != nil {
		return nil, err
	}
	b.choose()
	if len(b.held) < 2 {
		return nil, fmt.Errorf("data: %d held-out captions in %s; build the set with tools/dataset", len(b.held), o.data)
	}
	if b.second, err = openEye(o.judge); err != nil {
		return nil, err
	}
	if b.own, err = openEye(o.model); err != nil {
		return nil, err
	}
	if b.see, err = openJudges(ctx, root, o.work); err != nil {
		return nil, err
	}
	if b.paint, err = openPainter(ctx, root, o); err != nil {
		return nil, err
	}
	b.real = b.truth.pictures(b.held)
	b.features, err = b.see.features(ctx, b.real)
	return b, err
}

// choose takes the held-out pairs and the labels to find them among.
func (b *bench) choose() {
	b.held = b.truth.keep(func(r *row) bool { return r.Split == "val_pair" && r.Rank >= 0 })
	if b.subset > 0 {
		b.held = b.held[:min(b.subset, len(b.held))]
	}
	for _, r := range append(slices.Clone(b.held), b.truth.keep(func(r *row) bool { return r.Rank >= 0 })...) {
		if len(b.concepts) < labels && !slices.Contains(b.concepts, r.Concept) {
			b.concepts = append(b.concepts, r.Concept)
		}
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

// verdict is what the judges say of pictures of the held-out captions.
type verdict struct {
	Pictures   int        `json:"pictures"`
	Similarity float64    `json:"similarity"`     // second CLIP: mean cosine of picture and caption
	Concept    float64    `json:"concept_recall"` // second CLIP: own concept first among the labels
	Style      float64    `json:"style_recall"`   // second CLIP: own style first among the styles
	Frechet    float64    `json:"fd"`             // InceptionV3, against the real pictures
	Kernel     float64    `json:"kid"`
	KernelSpan [2]float64 `json:"kid_90"` // middle 90 % over random halves
}

// judge measures one picture of every held-out caption.
func (b *bench) judge(ctx context.Context, list []image.Image) (*verdict, error) {
	v := &verdict{Pictures: len(list)}
	f, err := b.see.features(ctx, list)
	if err != nil {
		return nil, err
	}
	if v.Frechet, err = metric.Frechet(f, b.features); err != nil {
		return nil, err
	}
	if v.Kernel, err = metric.Kernel(f, b.features); err != nil {
		return nil, err
	}
	if v.KernelSpan[0], v.KernelSpan[1], err = metric.Interval(f, b.features, 200, 1, metric.Kernel); err != nil {
		return nil, err
	}
	return v, b.recall(ctx, v, list)
}

// recall asks the second CLIP.
func (b *bench) recall(ctx context.Context, v *verdict, list []image.Image) error {
	zi, err := b.second.pictures(ctx, list)
	if err != nil {
		return err
	}
	captions, err := b.ask(ctx, zi, b.captions())
	if err != nil {
		return err
	}
	for i := range captions {
		v.Similarity += captions[i][i] / float64(len(captions))
	}
	if v.Concept, err = b.find(ctx, zi, b.concepts, func(r *row) string { return r.Concept }); err != nil {
		return err
	}
	v.Style, err = b.find(ctx, zi, b.styles, func(r *row) string { return r.Word })
	return err
}

// find is how often a picture's own label comes first among all labels.
func (b *bench) find(ctx context.Context, zi [][]float32, labels []string, label func(r *row) string) (float64, error) {
	said, err := b.ask(ctx, zi, labels)
	if err != nil {
		return 0, err
	}
	own := make([]int, len(zi))
	for i := range own {
		own[i] = slices.Index(labels, label(&b.held[i]))
	}
	return metric.Recall(said, own), nil
}

// ask is the second CLIP's cosine of every picture with every text.
func (b *bench) ask(ctx context.Context, zi [][]float32, texts []string) ([][]float64, error) {
	zt, err := b.second.captions(ctx, texts)
	if err != nil {
		return nil, err
	}
	return scores(zi, zt)
}
