package main

import (
	"image"

	"golang.org/x/image/draw"
)

// sheet lays rows of equally large pictures out, the first few of each.
func sheet(rows [][]image.Image, few int) image.Image {
	size := rows[0][0].Bounds().Size()
	few = min(few, len(rows[0]))
	out := image.NewNRGBA(image.Rect(0, 0, few*size.X, len(rows)*size.Y))
	for y, row := range rows {
		for x, img := range row[:few] {
			draw.Draw(out, image.Rectangle{Max: size}.Add(image.Pt(x*size.X, y*size.Y)), img, img.Bounds().Min, draw.Src)
		}
	}
	return out
}

// column lays equally large pictures out below each other.
func column(list []image.Image) image.Image {
	rows := make([][]image.Image, len(list))
	for i, img := range list {
		rows[i] = []image.Image{img}
	}
	return sheet(rows, 1)
}
