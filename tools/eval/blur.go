package main

import (
	"image"

	"golang.org/x/image/draw"
)

// coarse is how much smaller a picture gets before it is enlarged again.
const coarse = 4

func blur(img image.Image) image.Image {
	b := img.Bounds()
	small := image.NewNRGBA(image.Rect(0, 0, b.Dx()/coarse, b.Dy()/coarse))
	draw.CatmullRom.Scale(small, small.Rect, img, b, draw.Src, nil)
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.BiLinear.Scale(out, out.Rect, small, small.Rect, draw.Src, nil)
	return out
}
