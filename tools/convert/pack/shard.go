package pack

import (
	"fmt"

	"unclip/models/weights"
)

// unplaced is the shard of a tensor whose place is not known yet.
const unplaced = -1

// writer fills one shard at a time.
type writer struct {
	manifest *weights.Manifest
	put      Put
	stage    string
	number   int // of the shard within the stage
	header   weights.Header
	data     []byte
	offsets  []*int64 // in the manifest, to be moved behind the header
}

// headerRoom is an upper bound of the header's share of one tensor: its name,
// with data and scales, and the numbers around it.
const headerRoom = 2 * (weights.MaxName + 128)

// maxEntries keeps the header of a full shard small.
const maxEntries = 512

// room is what a shard holds besides a header of n tensors.
func room(n int) int { return weights.MaxShard - headerRoom*(n+1) }

// fits reports whether n more bytes go into the current shard.
func (w *writer) fits(n int) bool {
	entries := len(w.header.Tensors) + 2
	return entries <= maxEntries && len(w.data)+n <= room(entries)
}

// place puts data and scales into one shard, or the rows of a large tensor into
// several, the scales beside the first.
func (w *writer) place(t *weights.Tensor, l weights.Layout, data, scale []byte) error {
	if err := w.makeRoom(min(len(data)+len(scale), room(2))); err != nil {
		return err
	}
	spans, err := divide(t, l, len(data), len(scale))
	if err != nil {
		return err
	}
	for range spans[1:] {
		t.Parts = append(t.Parts, weights.Span{Shard: unplaced})
	}
	for i, n := range spans {
		part, rest := data[:n], data[n:]
		data = rest
		if i == 0 {
			t.Shard, t.Bytes = len(w.manifest.Shards), int64(n)
			w.append(&t.Offset, part)
			if t.ScaleBytes = int64(len(scale)); len(scale) > 0 {
				w.append(&t.ScaleOffset, scale)
			}
		} else {
			if err := w.makeRoom(n); err != nil {
				return err
			}
			t.Parts[i-1] = weights.Span{Shard: len(w.manifest.Shards), Bytes: int64(n)}
			w.append(&t.Parts[i-1].Offset, part)
		}
	}
	return nil
}

// divide gives the bytes of each part: whole rows and whole groups of them.
func divide(t *weights.Tensor, l weights.Layout, data, scale int) ([]int, error) {
	if data+scale <= room(2) {
		return []int{data}, nil
	}
	unit := data / l.Rows * max(t.Group, 1)
	var parts []int
	for left := room(2) - scale; data > 0; left = room(2) {
		n := min(left/unit*unit, data)
		if n <= 0 {
			return nil, fmt.Errorf("rows or scales of a tensor %v exceed a shard of %d bytes; use f16 or a larger group", t.Shape, weights.MaxShard)
		}
		parts = append(parts, n)
		data -= n
	}
	return parts, nil
}

// makeRoom finishes the shard if n more bytes do not fit.
func (w *writer) makeRoom(n int) error {
	if w.fits(n) {
		return nil
	}
	return w.flush()
}

// append adds bytes to the shard; offset counts from the start of the data until
// the shard is finished.
func (w *writer) append(offset *int64, b []byte) {
	*offset = int64(len(w.data))
	w.offsets = append(w.offsets, offset)
	w.data = append(w.data, b...)
	w.header.Tensors = append(w.header.Tensors, weights.Entry{}) // named at the end
}

// flush writes the current shard, if it holds anything.
func (w *writer) flush() error {
	if len(w.data) == 0 {
		return nil
	}
	index := len(w.manifest.Shards)
	if err := w.describe(index); err != nil {
		return err
	}
	head, err := w.header.Encode()
	if err != nil {
		return err
	}
	for _, o := range w.offsets {
		*o += int64(len(head))
	}
	file := append(head, w.data...)
	name, digest := Name(fmt.Sprintf("%s-%03d.safetensors", w.stage, w.number), file)
	w.manifest.Shards = append(w.manifest.Shards, weights.Shard{File: name, Bytes: int64(len(file)), SHA256: digest, Stage: w.stage})
	w.number++
	w.data, w.offsets, w.header.Tensors = w.data[:0], w.offsets[:0], nil
	return w.put(name, file)
}

// describe lists the tensors of the shard, whose offsets still count from the
// start of its data, in the header.
func (w *writer) describe(shard int) error {
	w.header = weights.Header{Metadata: map[string]string{"format": "unclip", "stage": w.stage}}
	for _, t := range w.manifest.Tensors {
		entries, err := t.Entries()
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Shard == shard {
				w.header.Tensors = append(w.header.Tensors, e.Entry)
			}
		}
	}
	return nil
}
