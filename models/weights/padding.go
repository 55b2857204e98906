package weights

import "fmt"

// padValues spreads logical values over the padded array.
func padValues(kind Kind, shape []int, l Layout, values []float32) ([]float32, error) {
	n := 1
	for _, d := range shape {
		n *= d // bounded by LayoutOf
	}
	if len(values) != n {
		return nil, fmt.Errorf("weights: %w: %d values for shape %v", ErrShape, len(values), shape)
	}
	if n == l.Rows*l.Cols {
		return values, nil // nothing to pad; the order is the same
	}
	padded := make([]float32, l.Rows*l.Cols)
	eachRow(kind, shape, func(logical, stored int) {
		c := shape[len(shape)-1]
		copy(padded[stored*l.Cols:stored*l.Cols+c], values[logical*c:])
	})
	return padded, nil
}

// unpadValues is the inverse.
func unpadValues(kind Kind, shape []int, l Layout, padded []float32) []float32 {
	var values []float32
	eachRow(kind, shape, func(_, stored int) {
		c := shape[len(shape)-1]
		values = append(values, padded[stored*l.Cols:stored*l.Cols+c]...)
	})
	return values
}

// eachRow pairs logical with stored rows: a convolution pads the input channels
// of every tap, so its rows do not keep their numbers.
func eachRow(kind Kind, shape []int, visit func(logical, stored int)) {
	outer, inner := 1, 1
	for _, d := range shape[:len(shape)-1] {
		inner *= d
	}
	stride := inner
	if kind == Conv {
		outer, inner = shape[0]*shape[1], shape[2]
		stride = (inner + 3) / 4 * 4
	}
	for o := range outer {
		for i := range inner {
			visit(o*inner+i, o*stride+i)
		}
	}
}
