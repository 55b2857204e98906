package unclip

import (
	"math"
	"slices"
	"testing"

	"unclip/models/sample"
)

func TestTilesCoverTheSide(t *testing.T) {
	for _, c := range []struct {
		side, tile int
		want       []int
	}{
		{256, 256, []int{0}},
		{1024, 256, []int{0, 240, 480, 720, 768}},
		{256, 64, []int{0, 48, 96, 144, 192}},
		{64, 16, []int{0, 8, 16, 24, 32, 40, 48}},
	} {
		if got := tileStarts(c.side, c.tile); !slices.Equal(got, c.want) {
			t.Errorf("%d in tiles of %d: %v, want %v", c.side, c.tile, got, c.want)
		}
	}
}

// TestAQuiltOfCutsIsThePicture cuts a picture into tiles and sews them together.
func TestAQuiltOfCutsIsThePicture(t *testing.T) {
	for _, c := range []struct{ side, tile int }{{64, 64}, {64, 32}, {100, 64}, {64, 16}} {
		x := sample.Noise{Seed: 1}.Start(c.side * c.side * 3)
		q := newQuilt(c.side, c.tile)
		for _, top := range tileStarts(c.side, c.tile) {
			for _, left := range tileStarts(c.side, c.tile) {
				q.add(q.cut(x, top, left), top, left)
			}
		}
		for i, v := range q.sum() {
			if math.Abs(float64(v-x[i])) > 1e-6 {
				t.Fatalf("%d in tiles of %d: value %d is %g, want %g", c.side, c.tile, i, v, x[i])
			}
		}
	}
}

// TestTilesFadeIntoEachOther has a white and a black tile side by side: the
// overlap runs evenly from one to the other.
func TestTilesFadeIntoEachOther(t *testing.T) {
	q := newQuilt(48, 32)
	white, black := make([]float32, 32*32*3), make([]float32, 32*32*3)
	for i := range white {
		white[i] = 1
	}
	for _, top := range []int{0, 16} {
		q.add(white, top, 0)
		q.add(black, top, 16)
	}
	row := q.sum()[24*48*3:]
	for x := range 47 {
		if step := row[3*x] - row[3*(x+1)]; step < 0 || step > 0.1 {
			t.Errorf("from %d to %d it falls by %g", x, x+1, step)
		}
	}
	if row[0] != 1 || row[47*3] != 0 {
		t.Errorf("the ends are %g and %g", row[0], row[47*3])
	}
}
