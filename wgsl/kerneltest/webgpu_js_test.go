package kerneltest

import (
	"context"
	"testing"

	"unclip/wasm/gpu/webgpu"
)

// TestWebGPU runs the cases on the adapter of the browser or of Node with Dawn:
//
//	GOOS=js GOARCH=wasm go test -exec "$PWD/tools/browsertest/node-exec" ./wgsl/kerneltest/
func TestWebGPU(t *testing.T) {
	dev, err := webgpu.Open(context.Background(), webgpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	Run(t, dev)
	if n := dev.LiveBytes(); n != 0 {
		t.Errorf("%d bytes still live", n)
	}
}
