package picture

import (
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"unclip/wasm/gpu/soft"
)

var update = flag.Bool("update", false, "draw the golden again with the reference kernels, natively")

// golden was drawn by the reference kernels, which sum in f64. Eight bits a colour
// are 59 dB away from the exact picture.
var golden = filepath.Join("testdata", "apple.png")

// TestFamilies: whatever kernels the planner takes, the picture is the same. The
// references draw it natively, the kernels of the adapter under Node.
func TestFamilies(t *testing.T) {
	device := openDevice(t)
	defer device.Close()
	for _, f := range families {
		t.Run(f.Name, func(t *testing.T) {
			if !f.Fits(device.Info()) {
				t.Skipf("runs on adapters with %v and subgroups of %d lanes, as lavapipe", f.Features, f.Lanes)
			}
			got, err := Draw(context.Background(), device, f)
			if err != nil {
				t.Fatal(err)
			}
			db := PSNR(got, readGolden(t, len(got)))
			t.Logf("%.1f dB", db)
			if !(db >= f.LeastPSNR) {
				t.Errorf("%.1f dB to the reference's picture, want %g", db, f.LeastPSNR)
			}
		})
	}
}

func readGolden(t *testing.T, n int) []float32 {
	t.Helper()
	if *update {
		drawGolden(t)
	}
	file, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	var x []float32
	for y := range img.Bounds().Dy() {
		for at := range img.Bounds().Dx() {
			c := color.NRGBAModel.Convert(img.At(at, y)).(color.NRGBA)
			for _, v := range []uint8{c.R, c.G, c.B} {
				x = append(x, float32(v)/127.5-1)
			}
		}
	}
	if len(x) != n {
		t.Fatalf("%s has %d values, the picture %d; draw it again with -update", golden, len(x), n)
	}
	return x
}

func drawGolden(t *testing.T) {
	t.Helper()
	x, err := Draw(context.Background(), soft.Open(), Families[0])
	if err != nil {
		t.Fatal(err)
	}
	const side = 64
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		at := func(c int) uint8 { return uint8((x[3*i+c]+1)*127.5 + 0.5) }
		img.SetNRGBA(i%side, i/side, color.NRGBA{at(0), at(1), at(2), 255})
	}
	file, err := os.Create(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, img); err != nil {
		t.Fatal(err)
	}
}
