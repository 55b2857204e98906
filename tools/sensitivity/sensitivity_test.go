package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unclip/models/weights"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
)

// made is a layer whose errors in four and eight bits are given; f16 has none.
func made(name string, bytes int64, i4, i8 float64) effect {
	return effect{name, []string{name + ".weight"},
		map[weights.DType]int64{weights.I4: bytes / 2, weights.I8: bytes, weights.F16: 2 * bytes},
		map[weights.DType]float64{weights.I4: i4, weights.I8: i8}}
}

func TestChoose(t *testing.T) {
	list := []effect{made("tough", 100, 0.1, 0.01), made("soft", 100, 10, 0.1), made("large", 10000, 10, 0.1), made("delicate", 100, 500, 50)}
	const i8, f16 = weights.I8, weights.F16
	for _, c := range []struct {
		budget float64
		want   string
	}{
		{1000, "i4 i4 i4 i4"},
		{100, "i4 i4 i4 i8"},
		{15, "i4 i8 i4 f16"},
		{1, "i4 i8 i8 f16"},
		{0, "f16 f16 f16 f16"},
	} {
		chosen := choose(list, c.budget)
		var got []string
		for _, e := range list {
			got = append(got, string(chosen[e.Layer]))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("budget %g: %s, want %s", c.budget, s, c.want)
		}
		if e := errors(list, chosen); e > c.budget {
			t.Errorf("budget %g: error %g", c.budget, e)
		}
	}
	chosen := choose(list, 15)
	if got := total(list, chosen); got != 50+100+5000+200 {
		t.Errorf("%d bytes", got)
	}
	if got := tensors(list, chosen); got["soft.weight"] != i8 || len(got) != 4 {
		t.Errorf("tensors %v", got)
	}
	var out bytes.Buffer
	report(&out, list, chosen)
	if lines := strings.Split(out.String(), "\n"); !strings.HasPrefix(lines[1], "delicate") || !strings.HasSuffix(lines[1], string(f16)) {
		t.Errorf("the layer that suffers most does not come first: %q", lines[1])
	}
}

// More bits that measure worse (by chance) are passed over.
func TestChooseSkipsWorseTypes(t *testing.T) {
	list := []effect{made("odd", 100, 1, 2)}
	if got := choose(list, 0.5)["odd"]; got != weights.F16 {
		t.Errorf("stored as %s; want f16, since i8 measured worse than i4", got)
	}
}

func TestLayers(t *testing.T) {
	for name, want := range map[string]string{
		"decoder.down.1.res.0.conv1.weight": "decoder.down.1.res.0 matrix",
		"prior.block.3.attn.q.weight":       "prior.block.3.attn matrix",
		"decoder.in.weight":                 "decoder.in.weight matrix",
	} {
		if got := layerOf(&weights.Tensor{Name: name, Kind: weights.Matrix}); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestRounding(t *testing.T) {
	shape, values := []int{64, 64}, make([]float32, 64*64)
	for i := range values {
		values[i] = float32(math.Sin(float64(i)))
	}
	data, _, err := weights.Pack(weights.Matrix, weights.F32, shape, 0, values)
	if err != nil {
		t.Fatal(err)
	}
	plain := func(name string) (export.Weight, error) {
		return export.Weight{Tensor: &weights.Tensor{Name: name, Kind: weights.Matrix, DType: weights.F32, Shape: shape}, Data: data}, nil
	}
	rounded := with(plain, map[string]weights.DType{"a": weights.I4})
	for name, want := range map[string]weights.DType{"a": weights.I4, "b": weights.F32} {
		w, err := rounded(name)
		if err != nil || w.DType != want || w.Group != want.Group() {
			t.Fatalf("%s: %s in groups of %d, %v", name, w.DType, w.Group, err)
		}
		got, err := weights.Unpack(w.Kind, w.DType, w.Shape, w.Group, w.Data, w.Scale)
		if err != nil {
			t.Fatal(err)
		}
		if same := difference([][]float32{got}, [][]float32{values}) == 0; same == want.Quantized() {
			t.Errorf("%s: rounded %t", name, !same)
		}
	}
}

func TestDecibels(t *testing.T) {
	if got := decibels(budget(28)); math.Abs(got-28) > 1e-9 {
		t.Errorf("%g", got)
	}
	if got := difference([][]float32{{1, -1}}, [][]float32{{0, -1}}); got != 127.5*127.5/2 {
		t.Errorf("%g", got)
	}
}

// What was kept is used again for the same model and pictures alone.
func TestKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept.json")
	const mine = `{"manifest": "aa", "n": 2, "steps": 4, "effects": [{"layer": "decoder.in matrix"}]}`
	for _, c := range []struct{ name, kept, says string }{
		{"the same", mine, ""},
		{"another model", strings.Replace(mine, "aa", "bb", 1), "another model"},
		{"more pictures", strings.Replace(mine, `"n": 2`, `"n": 8`, 1), "-n 8 -steps 4"},
		{"more steps", strings.Replace(mine, `"steps": 4`, `"steps": 16`, 1), "-n 2 -steps 16"},
		{"nothing said of the model", `[{"layer": "decoder.in matrix"}]`, "cannot unmarshal"},
	} {
		if err := os.WriteFile(path, []byte(c.kept), 0o644); err != nil {
			t.Fatal(err)
		}
		b := &bench{options: options{keep: path, pictures: 2, steps: 4}, folder: &model.Folder{Digest: "aa"}}
		list, err := b.kept(t.Context())
		switch {
		case c.says == "" && (err != nil || len(list) != 1):
			t.Errorf("%s: %v, %v", c.name, list, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "measure again")):
			t.Errorf("%s: %v, %v; want %q and what to do", c.name, list, err, c.says)
		}
	}
}
