// Package checkpoint opens published checkpoints: folders in the layout of
// diffusers, folders of single files, and single safetensors files.
package checkpoint

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"

	"unclip/models/weights"
	"unclip/tools/convert/dialect"
)

// File is an open safetensors file in a foreign dialect.
type File struct {
	Path   string
	Header *weights.Header
	file   *os.File
	index  map[string]*weights.Entry
}

// OpenFile reads the header of a safetensors file.
func OpenFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	h, err := weights.ReadHeader(f, info.Size())
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	file := &File{Path: path, Header: h, file: f, index: map[string]*weights.Entry{}}
	for i := range h.Tensors {
		file.index[h.Tensors[i].Name] = &h.Tensors[i]
	}
	return file, nil
}

// Close releases the file.
func (f *File) Close() error { return f.file.Close() }

// Tensors lists names and shapes.
func (f *File) Tensors() []dialect.Tensor {
	list := make([]dialect.Tensor, len(f.Header.Tensors))
	for i, e := range f.Header.Tensors {
		list[i].Name = e.Name
		for _, d := range e.Shape {
			list[i].Shape = append(list[i].Shape, int(d))
		}
	}
	return list
}

// Floats reads a tensor of any floating-point type.
func (f *File) Floats(name string) ([]float32, error) {
	e, ok := f.index[name]
	if !ok {
		return nil, fmt.Errorf("checkpoint: %s has no tensor %q", f.Path, name)
	}
	size, decode := decoder(e.DType)
	if decode == nil {
		return nil, fmt.Errorf("checkpoint: %s: tensor %q is %s; weights must be F32, F16, BF16 or F64", f.Path, name, e.DType)
	}
	r := io.NewSectionReader(f.file, f.Header.Start+e.Begin, e.End-e.Begin)
	values := make([]float32, 0, (e.End-e.Begin)/int64(size))
	chunk := make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(r, chunk)
		for at := 0; at+size <= n; at += size {
			values = append(values, decode(chunk[at:]))
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %s: %w", f.Path, err)
		}
	}
	if len(values) != cap(values) {
		return nil, fmt.Errorf("checkpoint: %s ended inside tensor %q; is it still being written?", f.Path, name)
	}
	return values, nil
}

// decoder gives the size of a value and how to read one.
func decoder(dtype string) (int, func([]byte) float32) {
	switch dtype {
	case "F64":
		return 8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }
	case "F32":
		return 4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }
	case "F16":
		return 2, func(b []byte) float32 { return weights.FromF16(binary.LittleEndian.Uint16(b)) }
	case "BF16":
		return 2, func(b []byte) float32 { return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16) }
	}
	return 0, nil
}
