package pack

import "unclip/models/weights"

// Limits every WebGPU device has; only tensors beyond them are worth a word.
const (
	defaultBinding = 128 << 20
	defaultBuffer  = 256 << 20
)

// Needs derives the limits that the largest tensor asks for.
func Needs(m *weights.Manifest) weights.Needs {
	var largest int64
	for _, t := range m.Tensors {
		if l, err := t.Layout(); err == nil {
			largest = max(largest, l.Bytes)
		}
	}
	n := weights.Needs{Features: []string{}, Limits: map[string]int64{}}
	if largest > defaultBinding {
		n.Limits["maxStorageBufferBindingSize"] = largest
	}
	if largest > defaultBuffer {
		n.Limits["maxBufferSize"] = largest
	}
	return n
}
