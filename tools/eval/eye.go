package main

import (
	"context"
	"fmt"
	"image"

	"unclip/models/embed"
	"unclip/models/unclip"
	"unclip/tools/model"
)

// eye is a CLIP on the soft device.
type eye struct{ pipeline *unclip.Pipeline }

func openEye(path string) (*eye, error) {
	m, err := model.Open(path)
	if err != nil {
		return nil, fmt.Errorf("clip: %w", err)
	}
	p, err := m.Pipeline()
	if err != nil {
		return nil, fmt.Errorf("clip %s: %w; convert one with tools/convert", path, err)
	}
	return &eye{p}, nil
}

// pictures are the embeddings of pictures.
func (e *eye) pictures(ctx context.Context, list []image.Image) ([][]float32, error) {
	out := make([][]float32, len(list))
	for i, img := range list {
		x := make([]float32, 0, len(out))
		for _, v := range rgb(img) {
			x = append(x, float32(v)/127.5-1)
		}
		zi, err := e.pipeline.Perceive(ctx, x)
		if err != nil {
			return nil, err
		}
		out[i] = zi
	}
	return out, nil
}

// captions are the embeddings of captions.
func (e *eye) captions(ctx context.Context, list []string) ([][]float32, error) {
	out := make([][]float32, len(list))
	for i, text := range list {
		y, err := e.pipeline.Read(ctx, text, "")
		if err != nil {
			return nil, err
		}
		out[i] = y.Zt[:len(y.Zt)/2]
	}
	return out, nil
}

// scores are the cosines of every picture with every caption.
func scores(zi, zt [][]float32) ([][]float64, error) {
	out := make([][]float64, len(zi))
	for i := range zi {
		out[i] = make([]float64, len(zt))
		for j := range zt {
			s, err := embed.Cosine(zi[i], zt[j])
			if err != nil {
				return nil, err
			}
			out[i][j] = s
		}
	}
	return out, nil
}
