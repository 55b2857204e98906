package checkpoint

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
)

// stored writes a file with one tensor.
func stored(t *testing.T, path, name, dtype string, n int64, data []byte) string {
	t.Helper()
	h := weights.Header{Tensors: []weights.Entry{{Name: name, DType: dtype, Shape: []int64{n}, End: int64(len(data))}}}
	head, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(head, data...), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every floating-point type is read; others are refused.
func TestFloats(t *testing.T) {
	want := []float32{1, -2.5, 0.125}
	for _, c := range []struct {
		dtype string
		add   func(b []byte, f float32) []byte
	}{
		{"F64", func(b []byte, f float32) []byte {
			return binary.LittleEndian.AppendUint64(b, math.Float64bits(float64(f)))
		}},
		{"F32", func(b []byte, f float32) []byte { return binary.LittleEndian.AppendUint32(b, math.Float32bits(f)) }},
		{"F16", func(b []byte, f float32) []byte { return binary.LittleEndian.AppendUint16(b, weights.ToF16(f)) }},
		{"BF16", func(b []byte, f float32) []byte {
			return binary.LittleEndian.AppendUint16(b, uint16(math.Float32bits(f)>>16))
		}},
		{"I16", func(b []byte, f float32) []byte { return append(b, 0, 0) }},
	} {
		var data []byte
		for _, f := range want {
			data = c.add(data, f)
		}
		f, err := OpenFile(stored(t, filepath.Join(t.TempDir(), "x.safetensors"), "x", c.dtype, 3, data))
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Floats("x")
		if c.dtype == "I16" {
			if err == nil || !strings.Contains(err.Error(), "must be F32") {
				t.Errorf("I16: %v", err)
			}
		} else if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", c.dtype, got, err)
		}
		if _, err := f.Floats("y"); err == nil {
			t.Error("found a tensor that is not there")
		}
		f.Close()
	}
}

// A file that shrinks under its reader is not taken for a shorter tensor.
func TestTruncatedLater(t *testing.T) {
	path := stored(t, filepath.Join(t.TempDir(), "x.safetensors"), "x", "F32", 1000, make([]byte, 4000))
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Floats("x"); err == nil || !strings.Contains(err.Error(), "still being written") {
		t.Error(err)
	}
}

// Among the variants of a component the full-precision single file comes first.
func TestWeightFiles(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"model.safetensors model.fp16.safetensors", "model.safetensors"},
		{"diffusion_pytorch_model.fp16.safetensors diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.safetensors"},
		{"m-00001-of-00002.safetensors m-00002-of-00002.safetensors m.fp16-00001-of-00001.safetensors", "m-00001-of-00002.safetensors m-00002-of-00002.safetensors"},
		{"other.safetensors config.json", "other.safetensors"},
		{"diffusion_pytorch_model.bin", ""},
	} {
		dir := t.TempDir()
		for _, f := range strings.Fields(c.files) {
			if err := os.WriteFile(filepath.Join(dir, f), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		paths, err := weightFiles(dir)
		for i := range paths {
			paths[i] = filepath.Base(paths[i])
		}
		if got := strings.Join(paths, " "); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v; want %q", c.files, got, err, c.want)
		}
	}
}

// A component spread over several files is one part.
func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	stored(t, filepath.Join(dir, "prior", "m-00001-of-00002.safetensors"), "norm_out.weight", "F32", 2, make([]byte, 8))
	stored(t, filepath.Join(dir, "prior", "m-00002-of-00002.safetensors"), "norm_out.bias", "F32", 2, make([]byte, 8))
	m, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	list := m.Tensors()
	if len(list) != 2 || list[0].Name != "prior.norm.bias" || list[1].Name != "prior.norm.gain" {
		t.Fatalf("%+v", list)
	}
	for _, x := range list {
		if v, err := x.Values(); err != nil || len(v) != 2 {
			t.Errorf("%s: %v, %v", x.Name, v, err)
		}
	}
	if err := m.Complete(); err == nil || !strings.Contains(err.Error(), "statistics") {
		t.Error(err)
	}
}

// The original prior's statistics lie in a file of their own.
func TestStatistics(t *testing.T) {
	dir := t.TempDir()
	stored(t, filepath.Join(dir, "prior.safetensors"), "model.prd_emb", "F32", 2, make([]byte, 8))
	h := weights.Header{Tensors: []weights.Entry{{Name: "mean", DType: "F32", Shape: []int64{2}, End: 8}, {Name: "std", DType: "F32", Shape: []int64{2}, Begin: 8, End: 16}}}
	head, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "stats.safetensors"), append(head, make([]byte, 16)...), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := m.Complete(); err != nil || len(m.groups()) != 1 || len(m.groups()[0].Targets) != 3 {
		t.Errorf("%v, groups %+v", err, m.groups())
	}
}

func TestOrder(t *testing.T) {
	want := []string{"a", "a.2.b", "a.10.b", "a.10.c", "a.b", "b"}
	for i := range want {
		for j := range want {
			if got := naturally(want[i], want[j]); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%s, %s: %d", want[i], want[j], got)
			}
		}
	}
}
