package main

import (
	"context"
	"image"

	"unclip/models/bicubic"
	"unclip/models/embed"
	"unclip/models/unclip"
	"unclip/tools/model"
	"unclip/tools/onnx/session"
)

// network is a converted model in ONNX Runtime: its CLIP sees and reads, prior
// and decoder draw.
type network struct {
	*unclip.Pipeline
	path    string
	digest  string // of the manifest, which has those of all weights
	runtime *session.Runtime
}

func openNetwork(ctx context.Context, path string) (*network, error) {
	folder, err := model.Open(path)
	if err != nil {
		return nil, err
	}
	r, p, err := session.OpenModel(ctx, folder)
	if err != nil {
		return nil, err
	}
	return &network{p, folder.Path, folder.Digest, r}, nil
}

// see is the image embeddings of pictures.
func (n *network) see(ctx context.Context, list []image.Image) ([][]float32, error) {
	out := make([][]float32, len(list))
	for i, img := range list {
		zi, err := n.Look(ctx, bicubic.Picture{Width: img.Bounds().Dx(), Height: img.Bounds().Dy(), Pix: rgb(img)})
		if err != nil {
			return nil, err
		}
		out[i] = zi
	}
	return out, nil
}

// match is the cosine of every picture with every text.
func (n *network) match(ctx context.Context, list []image.Image, texts []string) ([][]float64, error) {
	zi, err := n.see(ctx, list)
	if err != nil {
		return nil, err
	}
	zt, err := n.Captions(ctx, texts, nil)
	if err != nil {
		return nil, err
	}
	return scores(zi, zt)
}

// scores are the cosines of every picture with every text.
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

// picture turns values [side, side, 3] in [-1, 1] into a picture.
func picture(x []float32, side int) image.Image {
	pixels := make([]uint8, len(x))
	for i, v := range x {
		pixels[i] = uint8((min(max(v, -1), 1)+1)*127.5 + 0.5)
	}
	return fromRGB(pixels, side)
}
