package main

import (
	"context"
	"fmt"
	"image"

	"unclip/models/bicubic"
	"unclip/models/unclip"
)

// enlarged is the mean PSNR of enlarged held-out pictures, in decibels.
type enlarged struct {
	To       int     `json:"to"` // pixels of the side
	Pictures int     `json:"pictures"`
	Own      float64 `json:"own"`
	Bicubic  float64 `json:"bicubic"`
	ESRGAN   float64 `json:"esrgan_medium,omitempty"`
}

// times is how much an upsampler enlarges.
const times = 4

// upsamplers measures what the model has on sets of large pictures: -large for
// 64→256, -huge for 256→1024.
func (b *bench) upsamplers(ctx context.Context, f *findings) error {
	for _, folder := range []string{b.large, b.huge} {
		if folder == "" {
			continue
		}
		t, err := openTruth(folder)
		if err != nil {
			return err
		}
		if !b.paint.reaches(t.side) {
			continue
		}
		found, seen, err := b.upsampler(ctx, t)
		if err != nil {
			return fmt.Errorf("to %d pixels: %w", t.side, err)
		}
		f.Upsamplers = append(f.Upsamplers, *found)
		f.sheets[fmt.Sprintf("upsampler%d", t.side)] = seen
	}
	return nil
}

func (n *network) reaches(side int) bool {
	for _, s := range n.Config().Sizes()[1:] {
		if s == side {
			return true
		}
	}
	return false
}

// upsampler enlarges what is left of held-out pictures when they are small. ESRGAN
// takes part where its work is seconds: to 256 pixels.
func (b *bench) upsampler(ctx context.Context, t *truth) (*enlarged, image.Image, error) {
	rows := spread(t.keep(func(r *row) bool { return r.Split != "train" }), b.enlargedCount(t.side))
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("no held-out pictures; build the set with tools/dataset")
	}
	want, err := t.pictures(rows)
	if err != nil {
		return nil, nil, err
	}
	low, ways := make([]image.Image, len(want)), make([][]image.Image, 2)
	for i, img := range want {
		small := (bicubic.Picture{Width: t.side, Height: t.side, Pix: rgb(img)}).Resize(t.side/times, t.side/times)
		low[i] = fromRGB(small.Pix, small.Width)
		own, err := b.paint.enlarge(ctx, small, uint64(i+1))
		if err != nil {
			return nil, nil, err
		}
		ways[0] = append(ways[0], own)
		ways[1] = append(ways[1], fromRGB(small.Resize(t.side, t.side).Pix, t.side))
	}
	if t.side <= 256 {
		other, err := b.see.enlarge(ctx, low, times)
		if err != nil {
			return nil, nil, err
		}
		ways = append(ways, other)
	}
	return compareEnlarged(want, ways)
}

// compareEnlarged measures the ways: own, bicubic and perhaps ESRGAN; the sheet
// shows them with the real pictures first.
func compareEnlarged(want []image.Image, ways [][]image.Image) (*enlarged, image.Image, error) {
	found := &enlarged{To: want[0].Bounds().Dx(), Pictures: len(want)}
	for i, mean := range []*float64{&found.Own, &found.Bicubic, &found.ESRGAN}[:len(ways)] {
		for j := range want {
			db, err := psnr(ways[i][j], want[j])
			if err != nil {
				return nil, nil, err
			}
			*mean += db / float64(len(want))
		}
	}
	return found, sheet(append([][]image.Image{want}, ways...), 4), nil
}

// enlargedCount is how many pictures are enlarged: fewer where each costs minutes.
func (b *bench) enlargedCount(side int) int {
	n := 24
	if b.subset > 0 {
		n = min(n, b.subset)
	}
	if side > 256 {
		n = min(n, 7)
	}
	return n
}

// spread takes n rows evenly.
func spread(rows []row, n int) []row {
	n = min(n, len(rows))
	out := make([]row, n)
	for i := range out {
		out[i] = rows[i*len(rows)/n]
	}
	return out
}

// enlarge runs the model's upsampler that makes a picture times larger.
func (n *network) enlarge(ctx context.Context, small bicubic.Picture, seed uint64) (image.Image, error) {
	r := unclip.Defaults()
	r.Size, r.Seed = times*small.Width, seed
	p := &unclip.Picture{Size: small.Width, X0: small.Values()}
	if err := n.Enlarge(ctx, p, r, nil); err != nil {
		return nil, err
	}
	return picture(p.X0, p.Size), nil
}
