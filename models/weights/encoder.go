package weights

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
)

// dataAlign is the alignment of the data in files we write. All stored sizes
// are multiples of it too, so that any tensor can be uploaded as it lies.
const dataAlign = 16

// Encode writes the header in one canonical form: metadata first and sorted,
// tensors in the order of their data, padded with spaces to dataAlign bytes.
// The entries must follow each other without holes.
func (h *Header) Encode() ([]byte, error) {
	b := append(make([]byte, 8, 8+128*len(h.Tensors)), '{')
	if len(h.Metadata) > 0 {
		b = appendMetadata(b, h.Metadata)
	}
	at := int64(0)
	for i := range h.Tensors {
		e := &h.Tensors[i]
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", e.Name, err)
		}
		if e.Begin != at {
			return nil, fmt.Errorf("weights: %w: tensor %q begins at %d, not %d", ErrOffsets, e.Name, e.Begin, at)
		}
		at = e.End
		b = e.append(comma(b))
	}
	b = append(b, '}')
	for len(b)%dataAlign != 0 {
		b = append(b, ' ')
	}
	binary.LittleEndian.PutUint64(b, uint64(len(b)-8))
	_, err := ParseHeader(b, int64(len(b))+at) // names, limits and duplicates
	return b, err
}

// append writes one tensor.
func (e *Entry) append(b []byte) []byte {
	b = appendText(b, e.Name)
	b = appendText(append(b, `:{"dtype":`...), e.DType)
	b = append(b, `,"shape":[`...)
	for i, d := range e.Shape {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, d, 10)
	}
	b = append(b, `],"data_offsets":[`...)
	b = strconv.AppendInt(b, e.Begin, 10)
	b = strconv.AppendInt(append(b, ','), e.End, 10)
	return append(b, `]}`...)
}

func appendMetadata(b []byte, metadata map[string]string) []byte {
	keys := make([]string, 0, len(metadata))
	for k := range metadata {
		keys = append(keys, k)
	}
	sort.Stable(sort.StringSlice(keys))
	b = append(b, `"__metadata__":{`...)
	for _, k := range keys {
		b = appendText(comma(b), k)
		b = appendText(append(b, ':'), metadata[k])
	}
	return append(b, '}')
}

// comma separates items except after an opening brace.
func comma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

// appendText writes a JSON string.
func appendText(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // a string cannot fail
	return append(b, quoted...)
}
