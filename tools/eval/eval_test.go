package main

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sbinet/npyio"
	"gonum.org/v1/gonum/mat"
)

// set writes a set of n grey pictures of 2×2 pixels.
func set(t *testing.T, index string, shape ...int) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "index.jsonl"), []byte(index), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(folder, "images.npy"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 1
	for _, d := range shape {
		n *= d
	}
	data := make([]uint8, n)
	for i := range data {
		data[i] = uint8(i)
	}
	if err := npyio.Write(f, data); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestBadSets(t *testing.T) {
	const good = `{"concept":"fox","word":"flat","split":"val_pair","captions":[{"text":"fox, flat","kind":"styled"}]}`
	tests := []struct{ name, index, says string }{
		{"not json", "fox", "line 1"},
		{"no captions", `{"concept":"fox"}`, "no captions"},
		{"flat array", good, "shape"},
	}
	for _, test := range tests {
		_, err := openTruth(set(t, test.index, 12))
		if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "tools/dataset") {
			t.Errorf("%s: %v; want %q and what to do", test.name, err, test.says)
		}
	}
	if _, err := openTruth(t.TempDir()); err == nil || !strings.Contains(err.Error(), "tools/dataset") {
		t.Errorf("nothing there: %v", err)
	}
}

func TestPixelsSurvive(t *testing.T) {
	want := []uint8{1, 2, 3, 40, 50, 60, 70, 80, 90, 255, 0, 128}
	if got := rgb(fromRGB(want, 2)); string(got) != string(want) {
		t.Errorf("%v; want %v", got, want)
	}
}

func TestBlurKeepsTheMeanAndLosesTheDetail(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			img.Set(x, y, color.Gray{uint8(255 * ((x + y) % 2))})
		}
	}
	low, high := 255, 0
	for _, v := range rgb(blur(img)) {
		low, high = min(low, int(v)), max(high, int(v))
	}
	if low < 100 || high > 155 {
		t.Errorf("a checkerboard blurs to %d … %d; want about 127", low, high)
	}
}

func TestResidual(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := mat.NewDense(400, 3, nil)
	m.Apply(func(_, j int, _ float64) float64 { return rng.NormFloat64() * []float64{3, 1, 0}[j] }, m)
	got, err := residual(m)
	if err != nil || len(got) != 4 || got[0] != 1 || math.Abs(got[1]-0.1) > 0.03 || got[2] > 1e-9 {
		t.Errorf("%v, %v; want 1, about 0.1, 0, 0", got, err)
	}
	if k := below(got, 0.01); k != 2 {
		t.Errorf("%d components leave 1 %%; want 2", k)
	}
}

func TestReportShowsEveryFigure(t *testing.T) {
	f := &findings{Model: "m", Captions: 7, Real: &verdict{Pictures: 7, Similarity: 0.5}, Blurred: &verdict{Pictures: 7},
		Priors:   map[string]verdict{"diffusion": {Pictures: 7, Frechet: 123.25}},
		Sweep:    []sweep{{"diffusion", 1, 10, 0.1, 3}, {"diffusion", 2, 9, 0.1, 2}, {"none", 1, 12, 0.2, 4}},
		Spectrum: []float64{1, 0.2, 0.005}, K: 2}
	path := filepath.Join(t.TempDir(), "report.html")
	if err := f.writeHTML(path); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	for _, want := range []string{"123.25", "7 held-out captions", "prior: diffusion", "2 principal components", "<svg"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(string(data), "prior: ar") {
		t.Error("the report shows a prior that was not measured")
	}
}
