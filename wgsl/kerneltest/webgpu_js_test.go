package kerneltest

import (
	"context"
	"flag"
	"testing"

	"unclip/wasm/gpu/webgpu"
)

var (
	random = flag.Int("random", 600, "random cases to run")
	seed   = flag.Uint64("seed", 1, "where the random cases begin")
)

// TestRandom runs cases of random sizes there; `-run Random -args -random 20000` is the long set.
func TestRandom(t *testing.T) {
	dev, err := webgpu.Open(context.Background(), webgpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	RunRandom(t, dev, *seed, *random)
	if n := dev.LiveBytes(); n != 0 {
		t.Errorf("%d bytes still live", n)
	}
}

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
