package apng

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func still(t testing.TB, side int, c color.Color) []byte {
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		m.Set(i%side, i/side, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLoop reads the animation as a still picture, and counts its frames.
func TestLoop(t *testing.T) {
	files := [][]byte{still(t, 4, color.Black), still(t, 4, color.Gray{100}), still(t, 4, color.White)}
	file, err := Loop(files, 100)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil || m.Bounds().Dx() != 4 || m.At(1, 1) != (color.RGBA{0, 0, 0, 255}) {
		t.Errorf("as a still: %v, %v", m, err)
	}
	at := bytes.Index(file, []byte("acTL"))
	if n := binary.BigEndian.Uint32(file[at+4:]); n != 4 || bytes.Count(file, []byte("fcTL")) != 4 || bytes.Count(file, []byte("fdAT")) != 3 {
		t.Errorf("%d frames, %d controls, %d data", n, bytes.Count(file, []byte("fcTL")), bytes.Count(file, []byte("fdAT")))
	}
	for number, rest := uint32(0), file; ; number++ {
		next := bytes.Index(rest, []byte("fcTL"))
		if data := bytes.Index(rest, []byte("fdAT")); data >= 0 && (next < 0 || data < next) {
			next = data
		}
		if next < 0 {
			break
		}
		if got := binary.BigEndian.Uint32(rest[next+4:]); got != number {
			t.Errorf("number %d where %d belongs", got, number)
		}
		rest = rest[next+4:]
	}
}

func TestBadFrames(t *testing.T) {
	good := still(t, 4, color.Black)
	for name, files := range map[string][][]byte{"none": nil, "no picture": {[]byte("GIF")}, "cut off": {good[:40]},
		"two sizes": {good, still(t, 5, color.Black)}} {
		if _, err := Loop(files, 100); !errors.Is(err, ErrFrames) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzLoop(f *testing.F) {
	f.Add(still(f, 3, color.White))
	f.Fuzz(func(t *testing.T, file []byte) {
		if out, err := Loop([][]byte{file, file}, 50); err == nil && len(out) < len(signature) {
			t.Fatal("an animation of nothing")
		}
	})
}
