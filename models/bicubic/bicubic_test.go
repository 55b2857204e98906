package bicubic

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"runtime"
	"testing"
)

// drawn is the picture of testdata/golden.py.
func drawn(width, height int) Picture {
	p := Picture{width, height, nil}
	for y := range height {
		for x := range width {
			for c := range 3 {
				v := byte(x*7 + y*13 + c*29 + x*y)
				if (x/5+y/3)%4 == 0 {
					v = 255
				}
				p.Pix = append(p.Pix, v)
			}
		}
	}
	return p
}

// TestSquareIsPIL compares bytes with what PIL 13.0 made (golden.py).
func TestSquareIsPIL(t *testing.T) {
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Width, Height, Side int
		Want                string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		want, err := hex.DecodeString(c.Want)
		if err != nil {
			t.Fatal(err)
		}
		if got := drawn(c.Width, c.Height).Square(c.Side); !bytes.Equal(got.Pix, want) {
			t.Errorf("%d×%d to %d differs from PIL", c.Width, c.Height, c.Side)
		}
	}
}

// TestSquareIsTheMiddleOfTheWhole compares bytes with resizing all and cutting
// out the middle.
func TestSquareIsTheMiddleOfTheWhole(t *testing.T) {
	for _, c := range []struct{ width, height, side int }{
		{30, 20, 8}, {20, 30, 8}, {31, 20, 8}, {7, 40, 16}, {40, 7, 16}, {1, 9, 5}, {9, 1, 5}, {64, 64, 15}, {1, 1, 4}, {16, 50, 16}, {33, 16, 16},
	} {
		p := drawn(c.width, c.height)
		width, height := c.side, c.side
		if c.width < c.height {
			height = c.side * c.height / c.width
		} else {
			width = c.side * c.width / c.height
		}
		want := p.Resize(width, height).crop(middle(width-c.side), middle(height-c.side), c.side)
		if got := p.Square(c.side); got.Width != c.side || got.Height != c.side || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%d×%d to %d is not the middle of the whole", c.width, c.height, c.side)
		}
	}
}

// A line of pixels would be resized to hundreds of megabytes, of which a square
// keeps the middle.
func TestSquareOfALineTakesLittleMemory(t *testing.T) {
	for _, p := range []Picture{drawn(1, 2048), drawn(2048, 1), drawn(2, 2048)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p.Square(224)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 2<<20 {
			t.Errorf("%d×%d: %d bytes", p.Width, p.Height, n)
		}
	}
}

func TestSquareOfTheSameSizeChangesNothing(t *testing.T) {
	p := drawn(16, 16)
	if got := p.Square(16); !bytes.Equal(got.Pix, p.Pix) {
		t.Error("changed")
	}
}

// TestEnlargeByFour has the weights of an impulse beside the edge and far from
// it, in units of the impulse.
func TestEnlargeByFour(t *testing.T) {
	const side = 8
	for _, c := range []struct {
		at, out int
		want    float64
	}{
		{0, 0, 1.11194}, {1, 0, -.11194}, {0, 2, .919851}, {1, 2, .086673}, {2, 2, -.006524},
		{0, 3, .677889}, {1, 4, .696913}, {2, 5, -.047527},
		{2, 16, -.04394531}, {3, 16, .38964844}, {4, 16, .72753906}, {5, 16, -.07324219},
		{3, 17, .09082031}, {4, 18, .96386719}, {6, 19, -.04394531},
	} {
		x := make([]float32, side*side*3)
		for y := range side { // a column
			x[(y*side+c.at)*3+1] = 1
		}
		got := Enlarge(x, side, 4)
		if v := float64(got[(20*side*4+c.out)*3+1]); math.Abs(v-c.want) > 1e-5 {
			t.Errorf("input %d weighs %.6f at %d, want %.6f", c.at, v, c.out, c.want)
		}
		if got[(20*side*4+c.out)*3] != 0 {
			t.Error("channels mix")
		}
	}
}

func TestEnlargeKeepsFlatPictures(t *testing.T) {
	x := make([]float32, 4*4*3)
	for i := range x {
		x[i] = -.75
	}
	for i, v := range Enlarge(x, 4, 4) {
		if math.Abs(float64(v)+.75) > 1e-6 {
			t.Fatalf("value %d is %g", i, v)
		}
	}
}
