package weights

import "fmt"

// record reads an object that has at least the given number of fields; visit
// refuses those it does not know. It keeps a few bytes of input from becoming
// many empty structs.
func (c *cursor) record(fields int, visit func(key []byte) error) error {
	n := 0
	err := c.object(func(key []byte) error {
		n++
		return visit(key)
	})
	if err == nil && n < fields {
		err = fmt.Errorf("weights: %w: object before byte %d has %d fields, needs %d", ErrField, c.at, n, fields)
	}
	return err
}

func (m *Manifest) readTensor(c *cursor) error {
	if err := tooMany(len(m.Tensors), MaxTensors, "tensors"); err != nil {
		return err
	}
	t := &Tensor{}
	err := c.record(7, func(key []byte) error { return t.field(c, key) })
	m.Tensors = append(m.Tensors, t)
	return err
}

// field reads one field of a tensor.
func (t *Tensor) field(c *cursor, key []byte) (err error) {
	switch string(key) {
	case "name":
		return c.str(&t.Name, MaxName)
	case "kind":
		t.Kind, err = word(c, Matrix, Conv, Table, Vector)
	case "dtype":
		t.DType, err = word(c, F32, F16, I8, I4)
	case "shape":
		t.Shape, err = c.ints()
	case "group":
		return c.int(&t.Group)
	case "shard":
		return c.int(&t.Shard)
	case "offset":
		return c.int64(&t.Offset)
	case "bytes":
		return c.int64(&t.Bytes)
	case "scale_offset":
		return c.int64(&t.ScaleOffset)
	case "scale_bytes":
		return c.int64(&t.ScaleBytes)
	case "parts":
		return c.array(func() error { return t.readPart(c) })
	default:
		return unknown(key)
	}
	return err
}

func (t *Tensor) readPart(c *cursor) error {
	if err := tooMany(len(t.Parts), MaxShards, "parts of a tensor"); err != nil {
		return err
	}
	var s Span
	err := c.record(3, func(key []byte) error {
		switch string(key) {
		case "shard":
			return c.int(&s.Shard)
		case "offset":
			return c.int64(&s.Offset)
		case "bytes":
			return c.int64(&s.Bytes)
		}
		return unknown(key)
	})
	t.Parts = append(t.Parts, s)
	return err
}

// ints reads a shape.
func (c *cursor) ints() ([]int, error) {
	dims, err := c.dims()
	if err != nil {
		return nil, err
	}
	shape := make([]int, len(dims))
	for i, d := range dims {
		shape[i] = int(d) // at most MaxDim
	}
	return shape, nil
}

// word reads one of a few known strings, which then needs no memory of its own.
func word[T ~string](c *cursor, known ...T) (T, error) {
	b, err := c.text()
	if err != nil {
		return "", err
	}
	for _, k := range known {
		if string(b) == string(k) {
			return k, nil
		}
	}
	return "", fmt.Errorf("weights: %w: %q; want one of %v", ErrField, b, known)
}
