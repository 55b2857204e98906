package picture

import (
	"context"
	"errors"
	"strings"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// strained is a device whose API refuses what goes beyond a limit: the buffers of
// such a network come with the largest that there can be, and WebGPU answers with
// its own GPUOutOfMemoryError when the others are allocated.
type strained struct {
	gpu.Device
	limit    int // bytes
	refusals int
	most     int // bytes that were live behind a Load
}

// Load implements gpu.Device.
func (d *strained) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	need := d.LiveBytes()
	for _, b := range p.Buffers {
		need += b.Bytes
	}
	if need <= d.limit {
		g, err := d.Device.Load(ctx, p)
		d.most = max(d.most, d.LiveBytes())
		return g, err
	}
	d.refusals++
	heavier := *p
	heavier.Buffers = append(append([]plan.Buffer{}, p.Buffers...), plan.Buffer{Memory: plan.Scratch, Bytes: d.Info().MaxBufferBytes &^ 15})
	return d.Device.Load(ctx, &heavier)
}

// littleMemory draws with less and less of what the picture takes: it is the same
// but for rounding, or refused as a lack of memory with nothing left behind; never
// another one.
func littleMemory(t *testing.T, device gpu.Device, want []float32) {
	g, err := (&strained{Device: device, limit: -1}).Load(t.Context(), &plan.Plan{})
	if err == nil && !strings.Contains(device.Info().Description, "SwiftShader") {
		g.Release()
		t.Skip("this driver gives its largest buffer; SwiftShader, with which every check runs, does not")
	}
	if !errors.Is(err, gpu.ErrMemory) {
		t.Fatalf("the largest buffer is not refused: %v", err)
	}
	drawn, refused := 0, 0
	for _, megabytes := range []int{12, 6} { // of 104; the first needs parts, too
		d := &strained{Device: device, limit: megabytes << 20}
		got, err := Draw(t.Context(), d, Families[0])
		switch {
		case errors.Is(err, gpu.ErrMemory):
			refused++
			t.Logf("%d MB: %v", megabytes, err)
		case err != nil:
			t.Errorf("%d MB: %v", megabytes, err)
		default:
			drawn++
			db := PSNR(got, want)
			t.Logf("%d MB: %d networks refused, %d MB taken at most, %.1f dB", megabytes, d.refusals, d.most>>20, db)
			if !(db >= Families[0].LeastPSNR) || d.refusals == 0 || d.most > d.limit {
				t.Errorf("%d MB: %.1f dB to the plain picture, %d bytes, %d refusals", megabytes, db, d.most, d.refusals)
			}
		}
		if n := device.LiveBytes(); n != 0 {
			t.Errorf("%d MB: %d bytes stay behind", megabytes, n)
		}
	}
	if drawn == 0 || refused == 0 {
		t.Errorf("%d drawn, %d refused", drawn, refused)
	}
}
