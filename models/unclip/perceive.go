package unclip

import (
	"context"
	"fmt"

	"unclip/models/bicubic"
	"unclip/models/clip"
)

// Look is Perceive for a picture of any size.
func (p *Pipeline) Look(ctx context.Context, picture bicubic.Picture) ([]float32, error) {
	if err := p.config.needs("image"); err != nil {
		return nil, err
	}
	return p.Perceive(ctx, picture.Square(p.config.Image.Size).Values())
}

// Perceive runs the image tower: the z_i of a picture [Size, Size, 3] in
// [-1, 1], in the scale that prior and decoder expect.
func (p *Pipeline) Perceive(ctx context.Context, x []float32) ([]float32, error) {
	c := p.config.Image
	if err := p.config.needs("image"); err != nil {
		return nil, err
	}
	if len(x) != c.Size*c.Size*3 {
		return nil, fmt.Errorf("unclip: image: %d values; the tower takes %d×%d pixels, so resize the picture", len(x), c.Size, c.Size)
	}
	net, err := p.runtime.Network(ctx, p.config.imageNetwork())
	if err != nil {
		return nil, err
	}
	if err := first(net.Write("pixels", clip.Pixels(x)), net.RunPrompt(ctx)); err != nil {
		return nil, fmt.Errorf("unclip: image: %w", err)
	}
	zi, err := net.Read(ctx, "zi")
	if err != nil {
		return nil, fmt.Errorf("unclip: image: %w", err)
	}
	p.scale(zi)
	return zi, nil
}
