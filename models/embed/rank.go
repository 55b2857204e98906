package embed

import (
	"fmt"
	"math"
)

// BestOf picks the candidate with the largest dot product with zt and returns
// its index and that product; the first of equals wins. unCLIP §2.2 draws two
// image embeddings from the prior and keeps the one closer to the text. With
// unit vectors the product is the cosine.
func BestOf(candidates [][]float32, zt []float32) (best int, score float64, err error) {
	if len(candidates) == 0 {
		return 0, 0, fmt.Errorf("%w: no candidates to choose from", ErrLength)
	}
	for i, zi := range candidates {
		d, err := Dot(zi, zt)
		if err != nil {
			return 0, 0, fmt.Errorf("candidate %d: %w", i, err)
		}
		if i == 0 || d > score {
			best, score = i, d
		}
	}
	return best, score, nil
}

// Sharpest is the largest exp(logit_scale) that CLIP trains with, and where
// the published ones end (Radford et al. 2021, §2.5).
const Sharpest = 100

// Probe is CLIP's zero-shot classifier: softmax(scale·cos(zi, label)) over the
// text embeddings of the labels, in their order (unCLIP Fig. 6 probes
// typographic attacks with it). scale is the model's exp(logit_scale).
func Probe(zi []float32, labels [][]float32, scale float64) ([]float64, error) {
	if len(labels) == 0 {
		return nil, fmt.Errorf("%w: no labels to choose from", ErrLength)
	}
	logits, top := make([]float64, len(labels)), math.Inf(-1)
	for i, zt := range labels {
		cos, err := Cosine(zi, zt)
		if err != nil {
			return nil, fmt.Errorf("label %d: %w", i, err)
		}
		logits[i] = scale * cos
		top = max(top, logits[i])
	}
	sum := 0.0
	for i, l := range logits {
		logits[i] = math.Exp(l - top)
		sum += logits[i]
	}
	for i := range logits {
		logits[i] /= sum
	}
	return logits, nil
}
