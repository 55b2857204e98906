package weights

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Pack stores logical values (row-major, unpadded) as data and scales.
func Pack(kind Kind, dtype DType, shape []int, group int, values []float32) (data, scale []byte, err error) {
	l, err := LayoutOf(kind, dtype, shape, group)
	if err != nil {
		return nil, nil, err
	}
	padded, err := padValues(kind, shape, l, values)
	if err != nil {
		return nil, nil, err
	}
	switch dtype {
	case F32:
		data, err = packF32(padded)
	case F16:
		data, err = packF16(padded)
	default:
		data, scale, err = packQuantized(dtype, padded, l, group)
	}
	return data, scale, err
}

// Unpack gives back the logical values; it is the oracle for the kernels' own
// element access.
func Unpack(kind Kind, dtype DType, shape []int, group int, data, scale []byte) ([]float32, error) {
	l, err := LayoutOf(kind, dtype, shape, group)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) != l.Bytes || int64(len(scale)) != l.ScaleBytes {
		return nil, fmt.Errorf("weights: %w: %d+%d bytes of data and scales, shape needs %d+%d", ErrShape, len(data), len(scale), l.Bytes, l.ScaleBytes)
	}
	padded := make([]float32, l.Rows*l.Cols)
	for i := range padded {
		padded[i] = element(dtype, data, i)
		if dtype.Quantized() {
			padded[i] *= FromF16(binary.LittleEndian.Uint16(scale[2*(i/l.Cols/group*l.Cols+i%l.Cols):]))
		}
	}
	return unpadValues(kind, shape, l, padded), nil
}

// element is the stored number at flat index i, before scaling.
func element(dtype DType, data []byte, i int) float32 {
	switch dtype {
	case F32:
		return math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	case F16:
		return FromF16(binary.LittleEndian.Uint16(data[2*i:]))
	case I8:
		return float32(int8(data[i]))
	}
	return float32(int(data[i/2]>>(4*(i%2))&15) - 8)
}

func packF32(values []float32) ([]byte, error) {
	data := make([]byte, 0, 4*len(values))
	for i, v := range values {
		if !finite(v) {
			return nil, notFinite(i, v)
		}
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data, nil
}

func packF16(values []float32) ([]byte, error) {
	data := make([]byte, 0, 2*len(values))
	for i, v := range values {
		h := ToF16(v)
		if h&0x7c00 == 0x7c00 {
			return nil, notFinite(i, v)
		}
		data = binary.LittleEndian.AppendUint16(data, h)
	}
	return data, nil
}

func finite(v float32) bool { return v-v == 0 }

func notFinite(i int, v float32) error {
	return fmt.Errorf("weights: %w: %g at stored index %d; the checkpoint is damaged or needs f32", ErrValue, v, i)
}

// packQuantized quantises column by column in groups of rows.
func packQuantized(dtype DType, values []float32, l Layout, group int) (data, scale []byte, err error) {
	data, scale = make([]byte, l.Bytes), make([]byte, l.ScaleBytes)
	column := make([]float32, 0, group)
	for g := 0; g < l.ScaleRows; g++ {
		from, to := g*group, min((g+1)*group, l.Rows)
		for c := 0; c < l.Cols; c++ {
			column = column[:0]
			for r := from; r < to; r++ {
				column = append(column, values[r*l.Cols+c])
			}
			h, err := bestScale(dtype, column)
			if err != nil {
				return nil, nil, err
			}
			binary.LittleEndian.PutUint16(scale[2*(g*l.Cols+c):], h)
			for i, v := range column {
				put(dtype, data, (from+i)*l.Cols+c, quantize(dtype, v, FromF16(h)))
			}
		}
	}
	return data, scale, nil
}

// put stores q at flat index i.
func put(dtype DType, data []byte, i, q int) {
	if dtype == I8 {
		data[i] = byte(int8(q))
		return
	}
	shift := 4 * (i % 2)
	data[i/2] = data[i/2]&^(15<<shift) | byte(q+8)<<shift
}
