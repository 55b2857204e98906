package weights

// Kind says how a tensor is laid out; see the package comment.
type Kind string

// The four kinds of tensors a model is made of.
const (
	Matrix Kind = "matrix" // linear layer, [K, N]
	Conv   Kind = "conv"   // convolution, [kh, kw, IC, OC]
	Table  Kind = "table"  // embedding rows, [V, C]
	Vector Kind = "vector" // biases, gains, positions, statistics, [..., C]
)

// DType is the storage type of a tensor's values.
type DType string

// The storage types; F32 is the only one for vectors.
const (
	F32 DType = "f32"
	F16 DType = "f16"
	I8  DType = "i8" // symmetric, -127…127
	I4  DType = "i4" // symmetric, -8…7, two columns a byte
)

// Quantized reports whether values of this type need scales.
func (d DType) Quantized() bool { return d == I8 || d == I4 }

// Group is the number of rows that share a scale unless a model says otherwise.
func (d DType) Group() int {
	switch d {
	case I8:
		return 64
	case I4:
		return 32
	}
	return 0
}

// bits is the size of one stored value, 0 for an unknown type.
func (d DType) bits() int64 {
	switch d {
	case F32:
		return 32
	case F16:
		return 16
	case I8:
		return 8
	case I4:
		return 4
	}
	return 0
}
