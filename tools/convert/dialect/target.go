package dialect

import (
	"fmt"

	"unclip/models/weights"
)

// Tensor is a tensor of a checkpoint.
type Tensor struct {
	Name  string
	Shape []int // as PyTorch has it
}

// Target is one of our tensors and the way to make it from a checkpoint's.
type Target struct {
	Name   string
	Kind   weights.Kind
	Shape  []int  // logical, in our orientation
	From   string // tensor of the checkpoint
	source []int  // its shape, without trailing ones of 1×1 convolutions
	rows   []int  // which of its rows, in our order; nil means all
	asIs   bool   // a matrix that the checkpoint stores as [K, N] already
}

// newTarget finds kind and shape from the rank of the checkpoint's tensor.
func newTarget(name string, t Tensor, kind weights.Kind) Target {
	target := Target{Name: name, Kind: kind, From: t.Name, source: append([]int{}, t.Shape...)}
	if kind == "" {
		target.infer()
	}
	target.orient()
	return target
}

// infer decides the kind of a weight or bias of a layer.
func (t *Target) infer() {
	for len(t.source) > 2 && t.source[len(t.source)-1] == 1 {
		t.source = t.source[:len(t.source)-1]
	}
	switch len(t.source) {
	case 2:
		t.Kind = weights.Matrix
	case 4:
		t.Kind = weights.Conv
	default:
		t.Kind = weights.Vector
	}
}

// orient computes our shape.
func (t *Target) orient() {
	s := append([]int{}, t.source...)
	if len(t.rows) > 0 {
		s[0] = len(t.rows)
	}
	switch {
	case t.Kind == weights.Matrix && !t.asIs:
		s[0], s[1] = s[1], s[0]
	case t.Kind == weights.Conv:
		s = []int{s[2], s[3], s[1], s[0]}
	case t.Kind == weights.Vector:
		for len(s) > 1 && s[0] == 1 {
			s = s[1:]
		}
		if len(s) == 0 {
			s = []int{1}
		}
	}
	t.Shape = s
}

// pick restricts the target to some rows of the checkpoint's tensor.
func (t Target) pick(rows []int) Target {
	t.rows = rows
	t.orient()
	return t
}

// Values turns the values of the checkpoint's tensor into ours, logical and
// unpadded.
func (t *Target) Values(source []float32) ([]float32, error) {
	n := 1
	for _, d := range t.source {
		n *= d
	}
	if len(source) != n {
		return nil, fmt.Errorf("dialect: %s has %d values, its shape %v needs %d; the file is damaged", t.From, len(source), t.source, n)
	}
	if len(t.rows) > 0 {
		source = selectRows(source, t.source[0], t.rows)
	}
	switch {
	case t.Kind == weights.Matrix && !t.asIs:
		return transpose(source, t.Shape[1], 1, t.Shape[0]), nil
	case t.Kind == weights.Conv:
		return transpose(source, t.Shape[3], t.Shape[2], t.Shape[0]*t.Shape[1]), nil
	}
	return source, nil
}

// selectRows copies the listed rows of a tensor of n rows.
func selectRows(source []float32, n int, rows []int) []float32 {
	width := len(source) / n
	out := make([]float32, 0, len(rows)*width)
	for _, r := range rows {
		out = append(out, source[r*width:(r+1)*width]...)
	}
	return out
}

// transpose reverses the axes of [a, b, c].
func transpose(source []float32, a, b, c int) []float32 {
	out := make([]float32, len(source))
	for i := range a {
		for j := range b {
			row := source[(i*b+j)*c:][:c]
			for k, v := range row {
				out[(k*b+j)*a+i] = v
			}
		}
	}
	return out
}
