package picture

import (
	"context"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
)

var families = Families

func openDevice(t *testing.T) gpu.Device {
	d, err := webgpu.Open(context.Background(), webgpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
