package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"github.com/sbinet/npyio"
)

// row is one line of a set's index.
type row struct {
	Concept  string `json:"concept"`
	Style    string `json:"style"`
	Word     string `json:"word"` // the style in captions
	Rank     int    `json:"rank"` // ≥ 0: one of the chosen concepts
	Split    string `json:"split"`
	Captions []struct{ Text, Kind string }
	at       int // which picture
}

// heldOut is the split of single pictures of known concepts that no model saw.
const heldOut = "val_pair"

// caption is the first caption that names thing and style.
func (r *row) caption() string { return r.Captions[0].Text }

// truth is a set of real pictures with their captions. Pictures stay on disk
// until they are asked for.
type truth struct {
	rows  []row
	path  string // of images.npy
	start int64  // of its first picture
	side  int
}

func openTruth(folder string) (*truth, error) {
	t := &truth{}
	advice := "build the set with npm ci --prefix tools/dataset, then node tools/dataset/build.mjs --set nano --out " + folder + ", or give the folder of another with -data"
	if err := t.readIndex(filepath.Join(folder, "index.jsonl")); err != nil {
		return nil, fmt.Errorf("data: %w; %s", err, advice)
	}
	if err := t.readShape(filepath.Join(folder, "images.npy")); err != nil {
		return nil, fmt.Errorf("data: %w; %s", err, advice)
	}
	return t, nil
}

func (t *truth) readIndex(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		r := row{at: len(t.rows)}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return fmt.Errorf("%s, line %d: %w", path, r.at+1, err)
		}
		if len(r.Captions) == 0 {
			return fmt.Errorf("%s, line %d: no captions", path, r.at+1)
		}
		t.rows = append(t.rows, r)
	}
	return lines.Err()
}

// readShape checks that the array is uint8 [N, side, side, 3], a picture for every
// caption.
func (t *truth) readShape(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := npyio.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	shape := r.Header.Descr.Shape
	if len(shape) != 4 || shape[0] != len(t.rows) || shape[1] != shape[2] || shape[3] != 3 {
		return fmt.Errorf("%s: shape %v does not fit %d captions", path, shape, len(t.rows))
	}
	t.path, t.side = path, shape[1]
	t.start = info.Size() - int64(len(t.rows))*t.size()
	return nil
}

// size is the bytes of one picture.
func (t *truth) size() int64 { return int64(t.side) * int64(t.side) * 3 }

// keep is the rows that pass.
func (t *truth) keep(pass func(r *row) bool) []row {
	var out []row
	for i := range t.rows {
		if pass(&t.rows[i]) {
			out = append(out, t.rows[i])
		}
	}
	return out
}

// pictures are the real pictures of rows.
func (t *truth) pictures(rows []row) ([]image.Image, error) {
	f, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := make([]image.Image, len(rows))
	pixels := make([]uint8, t.size())
	for i, r := range rows {
		if _, err := f.ReadAt(pixels, t.start+int64(r.at)*t.size()); err != nil {
			return nil, fmt.Errorf("%s: picture %d: %w; build the set again with tools/dataset", t.path, r.at, err)
		}
		out[i] = fromRGB(pixels, t.side)
	}
	return out, nil
}

func fromRGB(rgb []uint8, side int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		copy(img.Pix[4*i:], rgb[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	return img
}

// rgb is the bytes of a picture, row by row.
func rgb(img image.Image) []uint8 {
	b := img.Bounds()
	out := make([]uint8, 0, 3*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := img.At(x, y).RGBA()
			out = append(out, uint8(r>>8), uint8(g>>8), uint8(bl>>8))
		}
	}
	return out
}

// blurred is the pictures after scaling to a quarter and back: what a bad
// model is expected to beat.
func blurred(list []image.Image) []image.Image {
	out := make([]image.Image, len(list))
	for i, img := range list {
		out[i] = blur(img)
	}
	return out
}
