package install

import (
	"context"
	"fmt"
	"syscall/js"

	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
)

// slice is a part of a file of the visitor, as a file; nothing is read.
func slice(f bridge.File, name string, from, to int) bridge.File {
	blob, ok := f.(bridge.Blob)
	if !ok {
		return f // open says what is wrong with it
	}
	part := blob.Value.Call("slice", from, to)
	return bridge.Blob{Value: js.Global().Get("File").New([]any{part}, name)}
}

// open reads a file of the visitor into memory of the browser.
func open(ctx context.Context, f bridge.File) (gpu.Bytes, error) {
	blob, ok := f.(bridge.Blob)
	if !ok {
		return nil, fmt.Errorf("install: cannot read a file held as %T; hand over a bridge.Blob", f)
	}
	buffer, err := jsx.Await(ctx, blob.Value.Call("arrayBuffer"))
	if err != nil { // it was moved, or its disk was taken out
		return nil, &bridge.FileError{Code: bridge.MissingFile, File: f.Name()}
	}
	return jsx.BytesOf(buffer)
}
