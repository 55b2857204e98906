package main

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sbinet/npyio"
	"golang.org/x/image/draw"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"unclip/models/embed"
)

// npy writes a set with an array of pictures.
func npy(t *testing.T, index string, pictures any) string {
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
	if err := npyio.Write(f, pictures); err != nil {
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
		_, err := openTruth(npy(t, test.index, make([]uint8, 12)))
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

func TestComponents(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := mat.NewDense(400, 3, nil)
	m.Apply(func(_, j int, _ float64) float64 { return rng.NormFloat64() * []float64{3, 1, 0}[j] }, m)
	var pc stat.PC
	if !pc.PrincipalComponents(m, nil) {
		t.Fatal("no components")
	}
	got := residual(&pc)
	if len(got) != 4 || got[0] != 1 || math.Abs(got[1]-0.1) > 0.03 || got[2] > 1e-9 {
		t.Errorf("%v; want 1, about 0.1, 0, 0", got)
	}
	if k := below(got, 0.01); k != 2 {
		t.Errorf("%d components leave 1 %%; want 2", k)
	}
	var axes mat.Dense
	pc.VectorsTo(&axes)
	zi := []float32{3, 4, 0}
	for k, want := range map[int]float64{1: 0.6, 3: 0} {
		z := projected(zi, m, &axes, k)
		near, err := embed.Cosine(z, zi)
		if err != nil || math.Abs(math.Acos(min(near, 1))-math.Asin(want*4/3)) > 0.35 {
			t.Errorf("%d components: %v, cosine %.3f, %v", k, z, near, err)
		}
	}
}

func flat(c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(16, 16, 48, 48), image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

func TestScenesKeepTheirColoursApart(t *testing.T) {
	img := scene(flat(color.Black), flat(color.NRGBA{200, 150, 20, 255}))
	for _, at := range []struct {
		x    int
		want color.NRGBA
	}{{16, red}, {48, blue}, {2, color.NRGBA{255, 255, 255, 255}}} {
		if got := color.NRGBAModel.Convert(img.At(at.x, 32)); got != at.want {
			t.Errorf("pixel %d is %v; want %v", at.x, got, at.want)
		}
	}
	if redness(img) <= 0 {
		t.Error("the red half does not count as the redder one")
	}
	if redness(scene(flat(color.White), flat(color.Black))) <= 0 {
		t.Error("blue on the right does not count as red on the left")
	}
}

// A picture that is its own caption's embedding is found, by concept and by style.
func TestFindLooksWithinStyleAndConcept(t *testing.T) {
	b := &bench{concepts: []string{"fox", "owl"}, styles: []string{"flat", "noto"}, held: []row{{Concept: "owl", Word: "flat"}}}
	if got := b.names(); !slices.Equal(got, []string{"fox, flat", "fox, noto", "owl, flat", "owl, noto"}) {
		t.Fatalf("%q", got)
	}
	b.named = [][]float32{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	for _, test := range []struct {
		zi             []float32
		concept, style float64
	}{
		{[]float32{.1, .2, 1, .3}, 1, 1},
		{[]float32{2, 0, 1, 0}, 0, 1}, // a fox in the right style
		{[]float32{0, 0, 1, 2}, 1, 0}, // an owl in the wrong one
		{[]float32{0, 2, 1, 0}, 1, 1}, // what is wrong in both does not compete
	} {
		concept, style, err := b.find(t.Context(), [][]float32{test.zi})
		if err != nil || concept != test.concept || style != test.style {
			t.Errorf("%v: concept %g, style %g, %v; want %g, %g", test.zi, concept, style, err, test.concept, test.style)
		}
	}
}

func TestPicturesComeFromTheirPlace(t *testing.T) {
	const line = `{"concept":"fox","word":"flat","split":"val_pair","captions":[{"text":"fox, flat","kind":"styled"}]}`
	set, err := openTruth(npy(t, line+"\n"+line, [2][2][2][3]uint8{{}, {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {250, 0, 1}}}}))
	if err != nil {
		t.Fatal(err)
	}
	list, err := set.pictures(set.rows[1:])
	if want := []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 0, 1}; err != nil || len(list) != 1 || !slices.Equal(rgb(list[0]), want) {
		t.Errorf("%v, %v; want %v", list, err, want)
	}
}

func TestPoolsHoldDifferentConcepts(t *testing.T) {
	rows := []row{{Concept: "fox"}, {Concept: "owl"}, {Concept: "fox"}, {Concept: "sun"}}
	if got := distinct(rows, []int{2, 1, 0, 3}); !slices.Equal(got, []int{2, 1, 3}) {
		t.Errorf("pool %v; want 2, 1, 3", got)
	}
	s := [][]float64{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	if got := among(s, []int{2, 0}); got[0][0] != 9 || got[0][1] != 7 || got[1][0] != 3 || got[1][1] != 1 {
		t.Errorf("%v; want 9 7, 3 1", got)
	}
}

func TestEnlargedPicturesAreMeasured(t *testing.T) {
	want, near, far := flat(color.Black), flat(color.NRGBA{20, 20, 20, 255}), flat(color.White)
	got, seen, err := compareEnlarged([]image.Image{want, want}, [][]image.Image{{near, near}, {far, far}})
	if err != nil || got.To != 64 || got.Pictures != 2 || got.ESRGAN != 0 || got.Own-got.Bicubic < 20 {
		t.Errorf("%+v, %v", got, err)
	}
	if seen.Bounds().Dx() != 128 || seen.Bounds().Dy() != 192 {
		t.Errorf("sheet of %v", seen.Bounds())
	}
}

// measured is findings with every part.
func measured() *findings {
	return &findings{Model: "m", Captions: 7, Concepts: 100, Styles: 9,
		Real: &verdict{Pictures: 7, Similarity: 0.5}, Blurred: &verdict{Pictures: 7, Kernel: 0.2},
		Priors: map[string]verdict{
			"diffusion": {Pictures: 7, Similarity: 0.4, Concept: 0.7, Style: 0.5, Frechet: 123.25, Kernel: 0.1},
			"text":      {Pictures: 7, Frechet: 110}, "none": {Pictures: 7, Frechet: 150}},
		Guidance: []sweep{{"diffusion", 1, 10, 0.1, 3}, {"diffusion", 4, 9, 0.1, 2}, {"none", 1, 12, 0.2, 4}, {"none", 4, 12, 0.2, 1}},
		Spectrum: []float64{1, 0.2, 0.005, 0}, K: 2, CLIP: &retrieval{Pool: 100, Pairs: 0.8},
		Binding:    &binding{Scenes: 3, Caption: "a red owl", Of: map[string]bindings{"real": {0.9, 1}}},
		Upsamplers: []enlarged{{To: 256, Pictures: 24, Own: 33, Bicubic: 28, ESRGAN: 28.2}},
		sheets:     map[string]image.Image{"modes": flat(color.Black)}}
}

func TestGoals(t *testing.T) {
	want := map[string]bool{ // by a part of the goal's words
		"held-out pairs": true, "1 % of the variance": false, "relative to real": false, "right concept": true, "right style": false,
		"relative to blurred": true, "diffusion against text": true, "text against none": true, "diversity kept": true, "64→256": true,
	}
	f := measured()
	found := f.goals()
	for part, met := range want {
		i := slices.IndexFunc(found, func(g goal) bool { return strings.Contains(g.What, part) })
		if part == "diffusion against text" {
			if i >= 0 {
				t.Error("priors that are no neighbours in the paper's order were compared")
			}
			continue
		}
		if i < 0 || found[i].Met != met {
			t.Errorf("%q: %+v; want met %t", part, found, met)
		}
	}
}

// Without a set the bare command says how to get one.
func TestMissingSet(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "nano")
	err := run(t.Context(), options{data: folder})
	if err == nil || !strings.Contains(err.Error(), "tools/dataset/build.mjs --set nano --out "+folder) || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
}

// With neither -out nor -html nothing is written.
func TestNothingIsKeptUnasked(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := measured().keep(options{}); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestReportShowsEveryFigure(t *testing.T) {
	f := measured()
	f.Goals = f.goals()
	folder := t.TempDir()
	alone := filepath.Join(t.TempDir(), "new", "page.html")
	if err := f.keep(options{out: folder, html: alone}); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(filepath.Join(folder, "report.html"))
	if page, err := os.ReadFile(alone); err != nil || string(page) != string(data) {
		t.Errorf("-html wrote %d bytes, -out %d: %v", len(page), len(data), err)
	}
	for _, want := range []string{"123.25", "7 held-out captions", "prior: diffusion", "2 principal components", "a red owl", "28.20", "data:image/svg", "data:image/png", "missed"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(string(data), "prior: ar") {
		t.Error("the report shows a prior that was not measured")
	}
	for _, file := range []string{"figures.json", "distance.svg", "diversity.svg", "spectrum.svg", "modes.png"} {
		if info, err := os.Stat(filepath.Join(folder, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
}
