package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
)

// picture is one answer of the engine.
type picture struct {
	ID          int                `json:"id"`
	Width       int                `json:"width"`
	Height      int                `json:"height"`
	RGBA        string             `json:"rgba"` // base64
	StageMillis map[string]float64 `json:"stageMillis"`
	Millis      float64            `json:"millis"`
	Truncated   string             `json:"truncated"`
}

func (p *picture) pixels() (*image.NRGBA, error) {
	data, err := base64.StdEncoding.DecodeString(p.RGBA)
	if err != nil || len(data) != 4*p.Width*p.Height {
		return nil, fmt.Errorf("picture %d has %d bytes of pixels for %d×%d", p.ID, len(data), p.Width, p.Height)
	}
	return &image.NRGBA{Pix: data, Stride: 4 * p.Width, Rect: image.Rect(0, 0, p.Width, p.Height)}, nil
}

func (p *picture) digest() string {
	sum := sha256.Sum256([]byte(p.RGBA))
	return hex.EncodeToString(sum[:])
}

// writeSheet writes one picture, or several as a sheet wider than high.
func writeSheet(path string, list []picture, scale int) error {
	if len(list) == 0 {
		return fmt.Errorf("no pictures came back")
	}
	columns := int(math.Ceil(math.Sqrt(float64(len(list)) * 4 / 3)))
	if len(list) < 4 {
		columns = len(list)
	}
	rows := (len(list) + columns - 1) / columns
	side := list[0].Width * max(scale, 1)
	sheet := image.NewNRGBA(image.Rect(0, 0, columns*side, rows*side))
	for i := range list {
		img, err := list[i].pixels()
		if err != nil {
			return err
		}
		paste(sheet, img, i%columns*side, i/columns*side, max(scale, 1))
	}
	return writePNG(path, sheet)
}

// writeEach writes every picture into a file of its own; no folder means none.
func writeEach(folder string, list []picture) error {
	if folder == "" {
		return nil
	}
	for i := range list {
		img, err := list[i].pixels()
		if err != nil {
			return err
		}
		if err := writePNG(filepath.Join(folder, fmt.Sprintf("%03d.png", i+1)), img); err != nil {
			return err
		}
	}
	return nil
}

func writePNG(path string, img image.Image) error {
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, buf.Bytes(), 0o644)
}

func paste(sheet, img *image.NRGBA, x0, y0, scale int) {
	for y := range img.Rect.Dy() * scale {
		for x := range img.Rect.Dx() * scale {
			sheet.SetNRGBA(x0+x, y0+y, img.NRGBAAt(x/scale, y/scale))
		}
	}
}
