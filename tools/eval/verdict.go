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
	if !b.clipOnly {
		if err := b.distance(ctx, v, list); err != nil {
			return nil, err
		}
	}
	return v, b.recall(ctx, v, list)
}

// distance asks InceptionV3.
func (b *bench) distance(ctx context.Context, v *verdict, list []image.Image) error {
	f, err := b.see.features(ctx, list)
	if err != nil {
		return err
	}
	if v.Frechet, err = metric.Frechet(f, b.features); err != nil {
		return err
	}
	if v.Kernel, err = metric.Kernel(f, b.features); err != nil {
		return err
	}
	v.KernelSpan[0], v.KernelSpan[1], err = metric.Interval(f, b.features, 200, 1, metric.Kernel)
	return err
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
	v.Concept, v.Style, err = b.find(ctx, zi)
	return err
}

// find is how often a picture's own concept comes first among all concepts in its
// style, and its own style first among all styles of its concept.
func (b *bench) find(ctx context.Context, zi [][]float32) (concept, style float64, err error) {
	if b.named == nil {
		if b.named, err = b.second.Captions(ctx, b.names(), nil); err != nil {
			return 0, 0, err
		}
	}
	said, err := scores(zi, b.named)
	if err != nil {
		return 0, 0, err
	}
	n := float64(len(zi))
	for i := range zi {
		c, s := slices.Index(b.concepts, b.held[i].Concept), slices.Index(b.styles, b.held[i].Word)
		own := said[i][c*len(b.styles)+s]
		inStyle, ofConcept := true, true
		for j, score := range said[i] {
			inStyle = inStyle && (j%len(b.styles) != s || score <= own)
			ofConcept = ofConcept && (j/len(b.styles) != c || score <= own)
		}
		if inStyle {
			concept += 1 / n
		}
		if ofConcept {
			style += 1 / n
		}
	}
	return concept, style, nil
}

// names are the captions of all concepts in all styles, concept by concept.
func (b *bench) names() (list []string) {
	for _, c := range b.concepts {
		for _, s := range b.styles {
			list = append(list, c+", "+s)
		}
	}
	return list
}

// ask is the second CLIP's cosine of every picture with every text.
func (b *bench) ask(ctx context.Context, zi [][]float32, texts []string) ([][]float64, error) {
	zt, err := b.second.Captions(ctx, texts, nil)
	if err != nil {
		return nil, err
	}
	return scores(zi, zt)
}
