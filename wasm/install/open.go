//go:build !js

package install

import (
	"context"
	"fmt"

	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// open reads a file of the visitor.
func open(_ context.Context, f bridge.File) (gpu.Bytes, error) {
	m, ok := f.(bridge.MemoryFile)
	if !ok {
		return nil, fmt.Errorf("install: cannot read a file held as %T; hand over a bridge.MemoryFile", f)
	}
	return gpu.Memory(m.Data), nil
}

// slice is a part of a file of the visitor, as a file.
func slice(f bridge.File, name string, from, to int) bridge.File {
	m, ok := f.(bridge.MemoryFile)
	if !ok {
		return f // open says what is wrong with it
	}
	return bridge.MemoryFile{Title: name, Data: m.Data[from:to]}
}
