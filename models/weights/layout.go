package weights

import "fmt"

// Limits on one tensor.
const (
	MaxRank = 6
	MaxDim  = 1<<31 - 1
)

// Layout is the stored form of a tensor: a padded array of rows and columns.
type Layout struct {
	Rows, Cols int   // stored, padded
	Bytes      int64 // of the data
	ScaleRows  int   // 0 unless quantised; scales have Cols columns
	ScaleBytes int64
}

// LayoutOf computes the stored form from the logical shape. Group is the number
// of rows per scale and must be 0 for unquantised types.
func LayoutOf(kind Kind, dtype DType, shape []int, group int) (Layout, error) {
	rows, cols, err := stored(kind, shape)
	if err != nil {
		return Layout{}, err
	}
	if dtype.bits() == 0 || kind == Vector && dtype != F32 {
		return Layout{}, fmt.Errorf("weights: %w: dtype %q for kind %q; vectors are f32, others f32, f16, i8 or i4", ErrField, dtype, kind)
	}
	bits, err := product(rows, cols, dtype.bits())
	if err != nil {
		return Layout{}, err
	}
	l := Layout{Bytes: bits / 8}
	if l.Rows, err = toInt(rows); err != nil {
		return Layout{}, err
	}
	if l.Cols, err = toInt(cols); err != nil {
		return Layout{}, err
	}
	return l, l.addScales(dtype, group)
}

// addScales fills in the shape of the scales.
func (l *Layout) addScales(dtype DType, group int) error {
	if !dtype.Quantized() {
		if group != 0 {
			return fmt.Errorf("weights: %w: group %d on %s; only i8 and i4 have groups", ErrField, group, dtype)
		}
		return nil
	}
	if group < 4 || group > 4096 || group%4 != 0 {
		return fmt.Errorf("weights: %w: group %d; want a multiple of 4 up to 4096", ErrField, group)
	}
	l.ScaleRows = (l.Rows + group - 1) / group
	var err error
	l.ScaleBytes, err = product(int64(l.ScaleRows), int64(l.Cols), 2)
	return err
}

// stored gives the padded rows and columns of a logical shape.
func stored(kind Kind, shape []int) (rows, cols int64, err error) {
	if err := checkShape(kind, shape); err != nil {
		return 0, 0, err
	}
	n := len(shape) - 1
	lead := make([]int64, n)
	for i, d := range shape[:n] {
		lead[i] = int64(d)
	}
	unit := int64(8)
	switch kind {
	case Matrix, Conv: // the reduction axis comes just before the last
		if lead[n-1], err = pad(lead[n-1], 4); err != nil {
			return 0, 0, err
		}
	case Vector:
		unit = 4
	}
	if rows, err = product(lead...); err != nil {
		return 0, 0, err
	}
	cols, err = pad(int64(shape[n]), unit)
	return rows, cols, err
}

// checkShape tests rank and dimensions.
func checkShape(kind Kind, shape []int) error {
	low, high := 1, MaxRank
	switch kind {
	case Matrix, Table:
		low, high = 2, 2
	case Conv:
		low, high = 4, 4
	case Vector:
	default:
		return fmt.Errorf("weights: %w: kind %q; want matrix, conv, table or vector", ErrField, kind)
	}
	if len(shape) < low || len(shape) > high {
		return fmt.Errorf("weights: %w: rank %d for kind %q", ErrShape, len(shape), kind)
	}
	for _, d := range shape {
		if d < 1 || int64(d) > MaxDim {
			return fmt.Errorf("weights: %w: dimension %d", ErrLimit, d)
		}
	}
	return nil
}
