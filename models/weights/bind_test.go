package weights

import (
	"errors"
	"testing"
)

func TestBind(t *testing.T) {
	m := valid()
	wanted := []Want{
		{"text.token.weight", Table, []int{100, 8}},
		{"text.a.weight", Matrix, []int{64, 8}},
		{"text.a.bias", Vector, []int{1, 8}}, // a leading one does not matter
	}
	found, err := Bind(m, wanted, "text")
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range found {
		if l.Name != wanted[i].Name {
			t.Errorf("%d: %s, want %s", i, l.Name, wanted[i].Name)
		}
	}
	if len(found[0].Data) != 2 || found[0].Layout.Rows != 100 || found[0].Scale.Bytes != 0 {
		t.Errorf("table %+v", found[0])
	}
	if found[1].Scale != (Span{0, 1024, 16}) || found[1].Layout.ScaleRows != 1 {
		t.Errorf("matrix %+v", found[1])
	}
}

func TestBindComplains(t *testing.T) {
	_, err := Bind(valid(), []Want{
		{"text.z", Vector, []int{4}},
		{"text.a.weight", Matrix, []int{8, 64}},
		{"text.b", Vector, []int{4}},
		{"text.a.bias", Matrix, []int{8, 1}},
	})
	if !errors.Is(err, ErrMismatch) {
		t.Fatal(err)
	}
	const want = `weights: model does not match: model "tiny":
2 missing (convert the complete checkpoint again, or check the depth and width in its config.json):
  text.b vector [4]
  text.z vector [4]
2 extra (the configuration describes a smaller network than the one trained):
  prior.conv.weight
  text.token.weight
2 misshapen (the configuration in the manifest does not belong to these weights):
  text.a.bias: the network wants matrix [8 1], the model has vector [8]
  text.a.weight: the network wants matrix [8 64], the model has matrix [64 8]`
	if err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
}

func TestCheckShard(t *testing.T) {
	m := valid()
	h := &Header{Start: 512, Tensors: []Entry{{"text.token.weight.part1", "F16", []int64{36, 8}, 0, 576}}}
	if err := m.CheckShard(1, h); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		name string
		h    Header
	}{
		{"another place", Header{Start: 528, Tensors: []Entry{{"text.token.weight.part1", "F16", []int64{36, 8}, 0, 576}}}},
		{"another type", Header{Start: 512, Tensors: []Entry{{"text.token.weight.part1", "BF16", []int64{36, 8}, 0, 576}}}},
		{"another name", Header{Start: 512, Tensors: []Entry{{"text.token.weight", "F16", []int64{36, 8}, 0, 576}}}},
		{"nothing", Header{Start: 512}},
	} {
		if err := m.CheckShard(1, &c.h); !errors.Is(err, ErrMismatch) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
