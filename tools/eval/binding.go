package main

import (
	"context"
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// binding is how well colours stay with their things (Figures 14 and 15): in
// real scenes of a red and a blue thing, in what the decoder makes of their z_i,
// and in what is drawn from their captions.
type binding struct {
	Scenes  int                 `json:"scenes"`
	Of      map[string]bindings `json:"of"`
	Caption string              `json:"caption"` // an example
}

// bindings are shares of the scenes.
type bindings struct {
	Told  float64 `json:"told"`  // second CLIP: the caption fits better than with its colours exchanged
	Sides float64 `json:"sides"` // pixels: the left half is the redder one, as in the caption
}

// scenes is how many are made.
const scenes = 24

// kinds are the rows of the figure.
var kinds = []string{"real", "decoded from z_i", "drawn", "drawn without z_i"}

var red, blue = color.NRGBA{214, 40, 40, 255}, color.NRGBA{50, 100, 210, 255} // as in tools/train/scenes.py

// binding makes the scenes and judges all rows.
func (b *bench) binding(ctx context.Context, f *findings) error {
	right, wrong, real, err := b.scenes()
	if err != nil {
		return err
	}
	f.Binding = &binding{Scenes: len(real), Caption: right[0], Of: map[string]bindings{}}
	rows := [][]image.Image{real, nil, nil, nil}
	if rows[1], err = b.decoded(ctx, real); err != nil {
		return err
	}
	for i, prior := range []string{"diffusion", "none"} {
		if rows[2+i], err = b.paint.draw(ctx, right, setting{prior, defaultGuidance, 1}); err != nil {
			return err
		}
	}
	for i, kind := range kinds {
		found, err := b.bound(ctx, rows[i], right, wrong)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		f.Binding.Of[kind] = found
	}
	f.sheets["binding"] = sheet(rows, scenes)
	return nil
}

// decoded is what the decoder makes of the pictures' z_i alone.
func (b *bench) decoded(ctx context.Context, list []image.Image) ([]image.Image, error) {
	zi, err := b.paint.see(ctx, list)
	if err != nil {
		return nil, err
	}
	out := make([]image.Image, len(list))
	for i := range out {
		if out[i], err = b.paint.decode(ctx, zi[i], uint64(i+1)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (b *bench) bound(ctx context.Context, list []image.Image, right, wrong []string) (found bindings, err error) {
	s, err := b.second.match(ctx, list, append(append([]string{}, right...), wrong...))
	if err != nil {
		return found, err
	}
	for i := range list {
		if s[i][i] > s[i][len(list)+i] {
			found.Told += 1 / float64(len(list))
		}
		if redness(list[i]) > 0 {
			found.Sides += 1 / float64(len(list))
		}
	}
	return found, nil
}

// scenes pairs the best-known concepts: a red silhouette left of a blue one, the
// caption, and the caption with its colours exchanged.
func (b *bench) scenes() (right, wrong []string, list []image.Image, err error) {
	known := b.truth.keep(func(r *row) bool { return r.Style == b.held[0].Style && r.Rank >= 0 && r.Split == "train" })
	known = known[:min(len(known), 2*scenes)]
	pictures, err := b.truth.pictures(known)
	for i := 0; err == nil && i+1 < len(known); i += 2 {
		said := "a %s " + known[i].Concept + " to the left of a %s " + known[i+1].Concept
		right, wrong = append(right, fmt.Sprintf(said, "red", "blue")), append(wrong, fmt.Sprintf(said, "blue", "red"))
		list = append(list, scene(pictures[i], pictures[i+1]))
	}
	return right, wrong, list, err
}

// scene is two half-size silhouettes beside each other on white.
func scene(left, right image.Image) image.Image {
	b := left.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	half := image.Rect(0, b.Dy()/4, b.Dx()/2, 3*b.Dy()/4)
	draw.CatmullRom.Scale(out, half, silhouette(left, red), b, draw.Src, nil)
	draw.CatmullRom.Scale(out, half.Add(image.Pt(b.Dx()/2, 0)), silhouette(right, blue), b, draw.Src, nil)
	return out
}

// pale is the darkest channel of pixels that count as background.
const pale = 235

// silhouette colours all that is not white.
func silhouette(img image.Image, c color.NRGBA) image.Image {
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	pixels, width := rgb(img), out.Rect.Dx()
	for i := 0; i < len(pixels); i += 3 {
		if min(pixels[i], pixels[i+1], pixels[i+2]) < pale {
			out.SetNRGBA(i/3%width, i/3/width, c)
		}
	}
	return out
}

// redness is how much redder than blue the left half is, less the same of the
// right half.
func redness(img image.Image) (sum float64) {
	pixels, width := rgb(img), img.Bounds().Dx()
	for i := 0; i < len(pixels); i += 3 {
		d := float64(pixels[i]) - float64(pixels[i+2])
		if i/3%width >= width/2 {
			d = -d
		}
		sum += d
	}
	return sum
}
