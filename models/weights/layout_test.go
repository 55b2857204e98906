package weights

import (
	"errors"
	"testing"
)

func TestLayout(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		dtype DType
		shape []int
		group int
		want  Layout
	}{
		{Matrix, F32, []int{5, 9}, 0, Layout{8, 16, 512, 0, 0}},
		{Matrix, F16, []int{4, 8}, 0, Layout{4, 8, 64, 0, 0}},
		{Matrix, I8, []int{65, 8}, 64, Layout{68, 8, 544, 2, 32}},
		{Matrix, I4, []int{64, 12}, 32, Layout{64, 16, 512, 2, 64}},
		{Conv, F32, []int{3, 3, 3, 5}, 0, Layout{36, 8, 1152, 0, 0}},
		{Table, F16, []int{7, 3}, 0, Layout{7, 8, 112, 0, 0}},
		{Vector, F32, []int{5}, 0, Layout{1, 8, 32, 0, 0}},
		{Vector, F32, []int{3, 6}, 0, Layout{3, 8, 96, 0, 0}},
		{Vector, F32, []int{2, 3, 6}, 0, Layout{6, 8, 192, 0, 0}},
	} {
		got, err := LayoutOf(c.kind, c.dtype, c.shape, c.group)
		if err != nil || got != c.want {
			t.Errorf("%s %s %v: %+v, %v; want %+v", c.dtype, c.kind, c.shape, got, err, c.want)
		}
	}
}

func TestLayoutRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  Kind
		dtype DType
		shape []int
		group int
		want  error
	}{
		{"unknown kind", "tensor", F32, []int{4}, 0, ErrField},
		{"unknown dtype", Matrix, "bf16", []int{4, 4}, 0, ErrField},
		{"half vector", Vector, F16, []int{4}, 0, ErrField},
		{"matrix of rank 3", Matrix, F32, []int{4, 4, 4}, 0, ErrShape},
		{"convolution of rank 2", Conv, F32, []int{4, 4}, 0, ErrShape},
		{"scalar", Vector, F32, nil, 0, ErrShape},
		{"rank 7", Vector, F32, []int{1, 1, 1, 1, 1, 1, 1}, 0, ErrShape},
		{"empty dimension", Table, F32, []int{0, 4}, 0, ErrLimit},
		{"negative dimension", Table, F32, []int{4, -4}, 0, ErrLimit},
		{"dimension above 2^31-1", Table, F32, []int{MaxDim + 1, 4}, 0, ErrLimit},
		{"product overflows", Conv, F32, []int{MaxDim, MaxDim, MaxDim, 4}, 0, ErrOverflow},
		{"wraps to a small size", Conv, F32, []int{1 << 30, 1 << 30, 16, 8}, 0, ErrOverflow},
		{"group of f16", Matrix, F16, []int{4, 4}, 64, ErrField},
		{"no group", Matrix, I8, []int{4, 4}, 0, ErrField},
		{"odd group", Matrix, I8, []int{4, 4}, 6, ErrField},
		{"huge group", Matrix, I4, []int{4, 4}, 8192, ErrField},
	} {
		if _, err := LayoutOf(c.kind, c.dtype, c.shape, c.group); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestCheckedSizes(t *testing.T) {
	for _, c := range []struct {
		a, b     int64
		mul, add bool
	}{
		{0, maxSize, true, true}, {1, maxSize, true, false}, {2, maxSize / 2, true, true}, {2, maxSize/2 + 1, false, true},
		{3, maxSize / 2, false, true}, {-1, 1, false, false}, {1, -1, false, false}, {1 << 32, 1 << 32, false, true},
	} {
		if _, err := mul(c.a, c.b); (err == nil) != c.mul {
			t.Errorf("mul(%d, %d): %v", c.a, c.b, err)
		}
		if _, err := add(c.a, c.b); (err == nil) != c.add {
			t.Errorf("add(%d, %d): %v", c.a, c.b, err)
		}
	}
}
