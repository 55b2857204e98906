package main

import (
	"context"
	"fmt"

	"unclip/models/embed"
	"unclip/models/unclip"
	"unclip/tools/model"
)

// ranking is how well the model's own CLIP finds the caption of each picture
// among all captions: a sanity check, not a measure of quality.
type ranking struct {
	Captions int     `json:"captions"`
	Top1     float64 `json:"top1"`
	Top5     float64 `json:"top5"`
	Cosine   float64 `json:"mean_cosine"` // of picture and its caption
}

func rank(ctx context.Context, m *model.Folder, prompts []string, list []picture) (*ranking, error) {
	if len(prompts) != len(list) {
		return nil, fmt.Errorf("%d pictures for %d captions; rank one picture a caption", len(list), len(prompts))
	}
	p, err := m.Pipeline()
	if err != nil {
		return nil, err
	}
	zts := make([][]float32, len(prompts))
	for i, prompt := range prompts {
		y, err := p.Read(ctx, prompt, "")
		if err != nil {
			return nil, err
		}
		zts[i] = y.Zt[:len(y.Zt)/2]
	}
	r := &ranking{Captions: len(prompts)}
	for i := range list {
		if err := r.add(ctx, p, &list[i], zts, i); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// add ranks the captions for one picture, whose own is number i.
func (r *ranking) add(ctx context.Context, p *unclip.Pipeline, pic *picture, zts [][]float32, i int) error {
	img, err := pic.pixels()
	if err != nil {
		return err
	}
	x := make([]float32, 0, len(img.Pix)/4*3)
	for j, v := range img.Pix {
		if j%4 != 3 {
			x = append(x, float32(v)/127.5-1)
		}
	}
	zi, err := p.Perceive(ctx, x)
	if err != nil {
		return err
	}
	own, better := 0.0, 0
	if own, err = embed.Cosine(zi, zts[i]); err != nil {
		return err
	}
	for _, zt := range zts {
		if s, err := embed.Cosine(zi, zt); err == nil && s > own {
			better++
		}
	}
	n := float64(r.Captions)
	r.Cosine += own / n
	if better < 1 {
		r.Top1 += 1 / n
	}
	if better < 5 {
		r.Top5 += 1 / n
	}
	return nil
}
