package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"unclip/models/weights"
)

func tensor(name string, kind weights.Kind, shape ...int) Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return Tensor{Name: name, Kind: kind, Shape: shape, Stage: name[:strings.Index(name, ".")],
		Values: func() ([]float32, error) {
			values := make([]float32, n)
			for i := range values {
				values[i] = float32(i%251)/16 - 7
			}
			return values, nil
		}}
}

// written packs tensors into memory.
func written(t *testing.T, q Quant, tensors ...Tensor) (*weights.Manifest, map[string][]byte) {
	t.Helper()
	files := map[string][]byte{}
	m := &weights.Manifest{Format: weights.Format, Name: "test", Version: "1", License: "none", Stages: []string{"text", "prior", "decoder", "upsample"}}
	err := Write(m, tensors, Policy{Quant: q}, func(name string, data []byte) error { files[name] = data; return nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m, files
}

// verify opens the shards as a stranger would and compares all values.
func verify(t *testing.T, m *weights.Manifest, files map[string][]byte, tensors []Tensor, tolerance float64) {
	t.Helper()
	for i, s := range m.Shards {
		b := files[s.File]
		sum := sha256.Sum256(b)
		if int64(len(b)) != s.Bytes || hex.EncodeToString(sum[:]) != s.SHA256 || len(b) > weights.MaxShard {
			t.Errorf("shard %s of %d bytes is not as listed", s.File, len(b))
		}
		h, err := weights.ParseHeader(b, int64(len(b)))
		if err == nil {
			err = m.CheckShard(i, h)
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, want := range tensors {
		x := m.Tensor(want.Name)
		if x == nil {
			t.Errorf("no %s", want.Name)
			continue
		}
		got, err := weights.Unpack(x.Kind, x.DType, x.Shape, x.Group, gather(m, files, x.Data()...), gather(m, files, x.Scale()))
		if err != nil {
			t.Error(err)
			continue
		}
		values, _ := want.Values()
		for i := range values {
			if d := float64(got[i] - values[i]); d > tolerance || d < -tolerance {
				t.Errorf("%s[%d] = %g, want %g", x.Name, i, got[i], values[i])
				break
			}
		}
	}
}

func gather(m *weights.Manifest, files map[string][]byte, spans ...weights.Span) []byte {
	var b []byte
	for _, s := range spans {
		b = append(b, files[m.Shards[s.Shard].File][s.Offset:s.Offset+s.Bytes]...)
	}
	return b
}

var mixed = []Tensor{
	tensor("text.token.weight", weights.Table, 100, 64), tensor("text.a.weight", weights.Matrix, 65, 66),
	tensor("text.a.bias", weights.Vector, 66), tensor("decoder.mid.conv1.weight", weights.Conv, 3, 3, 30, 20),
	tensor("decoder.in.weight", weights.Conv, 3, 3, 30, 20), tensor("prior.time.1.weight", weights.Matrix, 128, 128),
	tensor("prior.small.weight", weights.Matrix, 64, 64),
}

func TestWrite(t *testing.T) {
	for _, c := range []struct {
		quant     Quant
		tolerance float64
	}{{F32, 0}, {F16, 0.004}, {Int8, 0.04}, {Int4, 1}} {
		m, files := written(t, c.quant, mixed...)
		verify(t, m, files, mixed, c.tolerance)
		again, sameFiles := written(t, c.quant, mixed...)
		if fmt.Sprint(m.Shards) != fmt.Sprint(again.Shards) {
			t.Errorf("%s: two runs differ", c.quant)
		}
		for name := range files {
			if !bytes.Equal(files[name], sameFiles[name]) {
				t.Errorf("%s: two runs differ in %s", c.quant, name)
			}
		}
	}
}

func TestStorage(t *testing.T) {
	for _, c := range []struct {
		quant Quant
		name  string
		want  weights.DType
		group int
	}{
		{F32, "text.a.weight", weights.F32, 0},
		{F16, "text.a.weight", weights.F16, 0},
		{F16, "text.a.bias", weights.F32, 0},
		{Int8, "text.a.weight", weights.I8, 64},
		{Int8, "text.a.bias", weights.F32, 0},
		{Int8, "text.token.weight", weights.I8, 64},
		{Int8, "decoder.mid.conv1.weight", weights.I8, 64},
		{Int8, "decoder.in.weight", weights.F16, 0},
		{Int8, "prior.time.1.weight", weights.F16, 0},
		{Int8, "prior.small.weight", weights.F16, 0}, // 4096 elements
		{Int4, "text.a.weight", weights.I4, 32},
		{Int4, "text.token.weight", weights.I8, 64},
		{Int4, "decoder.mid.conv1.weight", weights.I8, 64},
		{Int4, "decoder.in.weight", weights.F16, 0},
	} {
		for _, x := range mixed {
			if x.Name != c.name {
				continue
			}
			if got, group := c.quant.storage(x.Name, x.Kind, x.Shape); got != c.want || group != c.group {
				t.Errorf("%s %s: %s in groups of %d, want %s, %d", c.quant, c.name, got, group, c.want, c.group)
			}
		}
	}
	for _, name := range []string{"upsample.in.weight", "upsample_last.out.weight", "prior.out.weight", "decoder.time.2.weight"} {
		if !delicate(name) {
			t.Errorf("%s may be quantised", name)
		}
	}
	for _, name := range []string{"decoder.mid.attn.out.weight", "text.block.0.attn.out.weight", "decoder.mid.res.0.time.weight"} {
		if delicate(name) {
			t.Errorf("%s may not be quantised", name)
		}
	}
	for stage, want := range map[string]weights.DType{"decoder": weights.I4, "upsample": weights.I8, "upsample_last": weights.I8} {
		if got, _ := Int4.storage(stage+".up.2.res.1.skip.weight", weights.Matrix, []int{128, 64}); got != want {
			t.Errorf("%s: skip in %s, want %s", stage, got, want)
		}
	}
	if _, err := ParseQuant("fp8"); err == nil {
		t.Error("fp8 is accepted")
	}
}

// Tensors above 16 MiB are split by rows, small ones fill the shards behind.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		quant     Quant
		rows      int
		parts     int
		tolerance float64
	}{{F32, 5000, 2, 0}, {F32, 10000, 3, 0}, {F16, 9000, 2, 0.004}, {Int8, 20000, 2, 0.04}} {
		tensors := []Tensor{tensor("text.a.weight", weights.Matrix, 100, 100), tensor("text.big.weight", weights.Matrix, c.rows, 1000), tensor("text.c.bias", weights.Vector, 9)}
		m, files := written(t, c.quant, tensors...)
		verify(t, m, files, tensors, c.tolerance)
		if got := len(m.Tensor("text.big.weight").Data()); got != c.parts {
			t.Errorf("%s: %d parts, want %d", c.quant, got, c.parts)
		}
	}
}

// What was measured goes before the rule, and must belong to the model.
func TestMeasuredStorage(t *testing.T) {
	one, other := tensor("text.a.weight", weights.Matrix, 100, 100), tensor("text.b.weight", weights.Matrix, 100, 100)
	m := &weights.Manifest{Format: weights.Format, Name: "test", Version: "1", License: "none", Stages: []string{"text"}}
	discard := func(string, []byte) error { return nil }
	p := Policy{Quant: Int4, Measured: map[string]weights.DType{"text.a.weight": weights.F16}}
	if err := Write(m, []Tensor{one, other}, p, discard, nil); err != nil {
		t.Fatal(err)
	}
	if a, b := m.Tensor("text.a.weight").DType, m.Tensor("text.b.weight").DType; a != weights.F16 || b != weights.I4 {
		t.Errorf("stored as %s and %s; want f16 as measured and i4 by rule", a, b)
	}
	if err := Write(m, []Tensor{other}, p, discard, nil); err == nil || !strings.Contains(err.Error(), "text.a.weight") {
		t.Errorf("storage of a tensor that is not there: %v", err)
	}
}

// A shard holds at most 512 tensors, so that its header stays small.
func TestManyTensors(t *testing.T) {
	var tensors []Tensor
	for i := range 1200 {
		tensors = append(tensors, tensor(fmt.Sprintf("text.%d.bias", i), weights.Vector, 4))
	}
	m, files := written(t, F32, tensors...)
	verify(t, m, files, tensors, 0)
	if len(m.Shards) != 3 {
		t.Errorf("%d shards", len(m.Shards))
	}
}

func TestWriteFails(t *testing.T) {
	broken := errors.New("broken")
	bad := tensor("text.a.bias", weights.Vector, 4)
	bad.Values = func() ([]float32, error) { return nil, broken }
	short := tensor("text.a.bias", weights.Vector, 4)
	short.Values = func() ([]float32, error) { return make([]float32, 3), nil }
	discard := func(string, []byte) error { return nil }
	for _, c := range []struct {
		name    string
		tensors []Tensor
		put     Put
		want    error
	}{
		{"values", []Tensor{bad}, discard, broken},
		{"too few values", []Tensor{short}, discard, weights.ErrShape},
		{"disk full", []Tensor{mixed[0]}, func(string, []byte) error { return broken }, broken},
		{"no such stage", []Tensor{tensor("vae.a.bias", weights.Vector, 4)}, discard, nil},
		{"name twice", []Tensor{mixed[2], mixed[2]}, discard, weights.ErrSyntax},
		{"row above a shard", []Tensor{tensor("text.w.weight", weights.Matrix, 4, 5<<20)}, discard, nil},
	} {
		m := &weights.Manifest{Format: weights.Format, Name: "test", Version: "1", License: "none", Stages: []string{"text"}}
		err := Write(m, c.tensors, Policy{Quant: F32}, c.put, nil)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		rows int
		want string
	}{{1000, "map[]"}, {40000, "map[maxStorageBufferBindingSize:160000000]"}, {80000, "map[maxBufferSize:320000000 maxStorageBufferBindingSize:320000000]"}} {
		m := &weights.Manifest{Tensors: []*weights.Tensor{{Kind: weights.Matrix, DType: weights.F32, Shape: []int{c.rows, 1000}}}}
		if got := fmt.Sprint(Needs(m).Limits); got != c.want {
			t.Errorf("%d rows: %s, want %s", c.rows, got, c.want)
		}
	}
}
