package webgpu

import (
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/gpu/gputest"
	"unclip/wasm/jsx"
)

func open(t testing.TB, o Options) *device {
	t.Helper()
	d, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d.(*device)
}

func handle(p []byte) gpu.Bytes {
	b, err := jsx.BytesFrom(p)
	if err != nil {
		panic(err)
	}
	return b
}

func TestConformance(t *testing.T) {
	gputest.Run(t, func() (gpu.Device, error) { return Open(t.Context(), Options{}) }, handle)
}

func TestConformanceDefaultLimits(t *testing.T) {
	gputest.Run(t, func() (gpu.Device, error) {
		return Open(t.Context(), Options{DefaultLimits: true, Features: []string{}, PerSubmit: 1})
	})
}
