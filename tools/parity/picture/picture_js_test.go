package picture

import (
	"testing"

	"unclip/wasm/gpu/webgpu"
)

// TestFamilies: whatever kernels the planner takes, the picture is the same.
//
//	GOOS=js GOARCH=wasm go test -exec "$PWD/tools/browsertest/node-exec" ./tools/parity/picture/
func TestFamilies(t *testing.T) {
	device, err := webgpu.Open(t.Context(), webgpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	want, err := Draw(t.Context(), device, Plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Families {
		t.Run(f.Name, func(t *testing.T) {
			if !f.Fits(device.Info()) {
				t.Skipf("runs on adapters with %v and subgroups of %d lanes, as lavapipe", f.Features, f.Lanes)
			}
			got, err := Draw(t.Context(), device, f)
			if err != nil {
				t.Fatal(err)
			}
			db := PSNR(got, want)
			t.Logf("%.1f dB", db)
			if !(db >= f.LeastPSNR) {
				t.Errorf("%.1f dB to the plain picture, want %g", db, f.LeastPSNR)
			}
		})
	}
	t.Run("little memory", func(t *testing.T) { littleMemory(t, device, want) }) // here, since its kernels are compiled
}
