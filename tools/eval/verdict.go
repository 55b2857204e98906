package main

import (
	"context"
	"image"
	"slices"

	"unclip/tools/eval/metric"
)

// verdict is what the judges say of pictures of the held-out captions.
type verdict struct {
	Pictures   int        `json:"pictures"`
	Similarity float64    `json:"similarity"`     // second CLIP: mean cosine of picture and caption
	Caption    float64    `json:"caption_recall"` // second CLIP: own caption first among those held out
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
	zi, err := b.second.see(ctx, list)
	if err != nil {
		return err
	}
	captions, err := b.ask(ctx, zi, b.captions())
	if err != nil {
		return err
	}
	own := make([]int, len(captions))
	for i := range captions {
		v.Similarity += captions[i][i] / float64(len(captions))
		own[i] = i
	}
	v.Caption = metric.Recall(captions, own)
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
	zt, err := b.second.Captions(ctx, texts, nil)
	if err != nil {
		return nil, err
	}
	return scores(zi, zt)
}
