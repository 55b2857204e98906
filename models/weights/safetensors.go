package weights

import (
	"encoding/binary"
	"fmt"
	"io"
	"sort"
)

// MaxHeader bounds the JSON header of a safetensors file. The largest model we
// know needs a tenth of it.
const MaxHeader = 1 << 20

// maxMetadata bounds the free-form entries of a header.
const maxMetadata = 256

// Header is the description at the start of a safetensors file.
type Header struct {
	Metadata map[string]string
	Tensors  []Entry // in the order of their data, without holes
	Start    int64   // where the data begins in the file
}

// Entry describes one tensor of a safetensors file. Begin and End count from
// the start of the data.
type Entry struct {
	Name       string
	DType      string // as in the file: "F32", "F16", "I8", "U8", …
	Shape      []int64
	Begin, End int64
}

// fileBits are the sizes of values of the types a file may hold.
func fileBits(dtype string) int64 {
	switch dtype {
	case "F64", "I64", "U64":
		return 64
	case "F32", "I32", "U32":
		return 32
	case "F16", "BF16", "I16", "U16":
		return 16
	case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2":
		return 8
	}
	return 0
}

// ReadHeader reads and checks the header of a file of the given size.
func ReadHeader(r io.ReaderAt, size int64) (*Header, error) {
	var prefix [8]byte
	if _, err := r.ReadAt(prefix[:], 0); err != nil {
		return nil, fmt.Errorf("weights: %w: file shorter than 8 bytes: %w", ErrOffsets, err)
	}
	n, err := headerLength(prefix[:], size)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 8+n)
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("weights: read header: %w", err)
	}
	return ParseHeader(head, size)
}

// ParseHeader checks the first bytes of a file of the given size, at least up
// to the end of its header. It accepts a file only if its tensors fill it
// exactly: no holes, no overlaps, nothing behind.
func ParseHeader(head []byte, size int64) (*Header, error) {
	n, err := headerLength(head, size)
	if err != nil {
		return nil, err
	}
	if int64(len(head)) < 8+n {
		return nil, fmt.Errorf("weights: %w: header of %d bytes, %d given", ErrOffsets, n, len(head)-8)
	}
	h := &Header{Start: 8 + n}
	c := &cursor{data: head[8 : 8+n], keys: MaxTensors + 1}
	if c.data[0] != '{' {
		return nil, c.fail("'{'")
	}
	// The shortest entry has 50 bytes; reserving exactly avoids regrowth.
	h.Tensors = make([]Entry, 0, min(n/50+1, MaxTensors))
	if err := c.object(func(key []byte) error { return h.field(c, key) }); err != nil {
		return nil, err
	}
	if err := c.end(); err != nil {
		return nil, err
	}
	return h, h.cover(size - h.Start)
}

// headerLength reads the length prefix.
func headerLength(head []byte, size int64) (int64, error) {
	if len(head) < 8 || size < 8 {
		return 0, fmt.Errorf("weights: %w: file shorter than 8 bytes", ErrOffsets)
	}
	n := binary.LittleEndian.Uint64(head)
	switch {
	case n > MaxHeader:
		return 0, fmt.Errorf("weights: %w: header of %d bytes, at most %d; is this a safetensors file?", ErrLimit, n, MaxHeader)
	case int64(n) > size-8:
		return 0, fmt.Errorf("weights: %w: header of %d bytes in a file of %d; download it again", ErrOffsets, n, size)
	case n < 2:
		return 0, fmt.Errorf("weights: %w: header of %d bytes", ErrSyntax, n)
	}
	return int64(n), nil
}

// field reads the value of one key of the header.
func (h *Header) field(c *cursor, key []byte) error {
	if string(key) == "__metadata__" {
		return h.metadata(c)
	}
	if len(h.Tensors) == MaxTensors {
		return fmt.Errorf("weights: %w: more than %d tensors", ErrLimit, MaxTensors)
	}
	e := Entry{Name: string(key)}
	if err := e.read(c); err != nil {
		return fmt.Errorf("tensor %q: %w", key, err)
	}
	h.Tensors = append(h.Tensors, e)
	return nil
}

// metadata reads strings by name.
func (h *Header) metadata(c *cursor) error {
	h.Metadata = map[string]string{}
	n := 0
	return c.object(func(key []byte) error {
		if n++; n > maxMetadata {
			return fmt.Errorf("weights: %w: more than %d metadata entries", ErrLimit, maxMetadata)
		}
		var value string
		err := c.str(&value, MaxHeader)
		h.Metadata[string(key)] = value
		return err
	})
}

// read fills the entry and checks that its size is what its shape says.
func (e *Entry) read(c *cursor) error {
	fields := 0
	err := c.object(func(key []byte) (err error) {
		fields++
		switch string(key) {
		case "dtype":
			err = c.str(&e.DType, MaxName)
		case "shape":
			e.Shape, err = c.dims()
		case "data_offsets":
			err = e.offsets(c)
		default:
			err = fmt.Errorf("weights: %w: unknown key %q", ErrField, key)
		}
		return err
	})
	if err != nil {
		return err
	}
	if fields != 3 || e.Name == "" {
		return fmt.Errorf("weights: %w: a tensor needs a name, dtype, shape and data_offsets", ErrField)
	}
	return e.check()
}

// offsets reads [begin, end].
func (e *Entry) offsets(c *cursor) error {
	var pair [2]int64
	n := 0
	err := c.array(func() error {
		if n == 2 {
			return c.fail("two offsets")
		}
		n++
		return c.int64(&pair[n-1])
	})
	if err == nil && n != 2 {
		err = c.fail("two offsets")
	}
	e.Begin, e.End = pair[0], pair[1]
	return err
}

// check compares the range with shape and dtype.
func (e *Entry) check() error {
	bits := fileBits(e.DType)
	if bits == 0 {
		return fmt.Errorf("weights: %w: dtype %q", ErrField, e.DType)
	}
	n, err := product(e.Shape...)
	if err != nil {
		return err
	}
	if n, err = mul(n, bits/8); err != nil {
		return err
	}
	if e.Begin > e.End || e.End-e.Begin != n {
		return fmt.Errorf("weights: %w: [%d,%d] for %d bytes", ErrOffsets, e.Begin, e.End, n)
	}
	return nil
}

// cover sorts the tensors by position and requires that they fill size exactly.
func (h *Header) cover(size int64) error {
	sort.SliceStable(h.Tensors, func(i, j int) bool {
		a, b := &h.Tensors[i], &h.Tensors[j]
		if a.Begin != b.Begin {
			return a.Begin < b.Begin
		}
		return a.End < b.End || a.End == b.End && a.Name < b.Name
	})
	at := int64(0)
	for i := range h.Tensors {
		e := &h.Tensors[i]
		if e.Begin != at {
			return fmt.Errorf("weights: %w: tensor %q begins at %d, the one before ends at %d", ErrOffsets, e.Name, e.Begin, at)
		}
		at = e.End
	}
	if at != size {
		return fmt.Errorf("weights: %w: tensors end at %d, the data at %d", ErrOffsets, at, size)
	}
	return nil
}
