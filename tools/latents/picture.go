package main

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"unclip/models/bicubic"
)

// captioned is a picture and what its file is called.
type captioned struct {
	caption string
	picture bicubic.Picture
}

// readPictures reads the pictures of a folder.
func readPictures(folder string) ([]captioned, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil {
		return nil, err
	}
	if len(paths) < 2 {
		return nil, fmt.Errorf("%q holds %d PNG files; give a folder of two or more with -images", folder, len(paths))
	}
	list := make([]captioned, len(paths))
	for i, path := range paths {
		list[i].caption = strings.TrimSuffix(filepath.Base(path), ".png")
		if list[i].picture, err = readPNG(path); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func readPNG(path string) (bicubic.Picture, error) {
	f, err := os.Open(path)
	if err != nil {
		return bicubic.Picture{}, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return bicubic.Picture{}, fmt.Errorf("%s: %w", path, err)
	}
	b := img.Bounds()
	p := bicubic.Picture{Width: b.Dx(), Height: b.Dy()}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA() // 16 bits, on black
			p.Pix = append(p.Pix, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return p, nil
}
