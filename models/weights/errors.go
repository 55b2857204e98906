package weights

import "errors"

// Every error of this package wraps one of these, so that callers can tell a
// damaged file from one that this version does not understand.
var (
	// ErrSyntax: not the JSON that the format prescribes.
	ErrSyntax = errors.New("malformed")
	// ErrLimit: a size or count above what any model of ours needs.
	ErrLimit = errors.New("limit exceeded")
	// ErrOverflow: sizes whose product or sum does not fit.
	ErrOverflow = errors.New("size overflow")
	// ErrOffsets: data ranges with holes, overlaps or ends outside the file.
	ErrOffsets = errors.New("wrong data offsets")
	// ErrField: a field is missing or holds a value that is not allowed.
	ErrField = errors.New("invalid field")
	// ErrShape: a shape that does not fit its kind, type or stored size.
	ErrShape = errors.New("wrong shape")
	// ErrValue: a number that the storage type cannot hold.
	ErrValue = errors.New("value not representable")
	// ErrMismatch: the tensors of a manifest are not those the networks want.
	ErrMismatch = errors.New("model does not match")
)
