package weights

import (
	"fmt"
	"strconv"
)

// CheckShard compares the header of shard i with what the manifest says about
// it: the same tensors at the same places. A reader that trusts digests can do
// without; tools that make or import models should not.
func (m *Manifest) CheckShard(i int, h *Header) error {
	listed := map[string]Entry{}
	for _, t := range m.Tensors {
		entries, err := t.Entries()
		if err != nil {
			return fmt.Errorf("tensor %q: %w", t.Name, err)
		}
		for _, e := range entries {
			if e.Shard == i {
				listed[e.Name] = e.Entry
			}
		}
	}
	for _, e := range h.Tensors {
		want, ok := listed[e.Name]
		e.Begin, e.End = e.Begin+h.Start, e.End+h.Start
		if !ok || e.DType != want.DType || e.Begin != want.Begin || e.End != want.End {
			return fmt.Errorf("weights: %w: shard %d: tensor %q is not as the manifest says", ErrMismatch, i, e.Name)
		}
		delete(listed, e.Name)
	}
	if len(listed) > 0 {
		return fmt.Errorf("weights: %w: shard %d lacks %d tensors of the manifest", ErrMismatch, i, len(listed))
	}
	return nil
}

// Placed is an entry of a shard's header whose Begin and End count from the
// start of the file.
type Placed struct {
	Shard int
	Entry
}

// Entries lists how a tensor appears in the headers of its shards: its data
// under its name (NAME.part0, NAME.part1, … when split) and NAME.scale.
func (t *Tensor) Entries() ([]Placed, error) {
	l, err := t.Layout()
	if err != nil {
		return nil, err
	}
	row := max(l.Bytes/int64(l.Rows), 1)
	dtype, cols := fileType(t.DType, int64(l.Cols))
	var list []Placed
	for i, s := range t.Data() {
		name := t.Name
		if len(t.Parts) > 0 {
			name += ".part" + strconv.Itoa(i)
		}
		list = append(list, Placed{s.Shard, Entry{name, dtype, []int64{s.Bytes / row, cols}, s.Offset, s.Offset + s.Bytes}})
	}
	if t.ScaleBytes > 0 {
		list = append(list, Placed{t.Shard, Entry{t.Name + ".scale", "F16", []int64{int64(l.ScaleRows), int64(l.Cols)}, t.ScaleOffset, t.ScaleOffset + t.ScaleBytes}})
	}
	return list, nil
}

// fileType is how a stored type is called in a safetensors file, and its number
// of columns there: two i4 columns make one byte.
func fileType(d DType, cols int64) (string, int64) {
	switch d {
	case F16:
		return "F16", cols
	case I8:
		return "I8", cols
	case I4:
		return "U8", cols / 2
	}
	return "F32", cols
}
