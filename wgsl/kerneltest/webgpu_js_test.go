package kerneltest

import (
	"context"
	"flag"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
)

var (
	random = flag.Int("random", 600, "random cases to run")
	seed   = flag.Uint64("seed", 1, "where the random cases begin")
)

// TestRandom runs cases of random sizes there; `-run Random -args -random 20000` is the long set.
func TestRandom(t *testing.T) {
	onWebGPU(t, func(dev gpu.Device) { RunRandom(t, dev, *seed, *random) })
}

// TestWebGPU runs the cases on the adapter of the browser or of Node with Dawn:
//
//	GOOS=js GOARCH=wasm go test -exec "$PWD/tools/browsertest/node-exec" ./wgsl/kerneltest/
func TestWebGPU(t *testing.T) {
	onWebGPU(t, func(dev gpu.Device) { Run(t, dev) })
}

// onWebGPU opens the device, and wants all of its memory back in the end.
func onWebGPU(t *testing.T, use func(gpu.Device)) {
	t.Helper()
	dev, err := webgpu.Open(context.Background(), webgpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	use(dev)
	if n := dev.LiveBytes(); n != 0 {
		t.Errorf("%d bytes still live", n)
	}
}
