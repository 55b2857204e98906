package engine_test

import (
	"context"
	"testing"

	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl/plan"
)

// card is the soft device in the guise of a GPU; it notes what it is to load.
type card struct {
	gpu.Device
	kernels map[string]bool
}

func (c card) Info() gpu.Info {
	i := c.Device.Info()
	i.Fallback = false
	return i
}

func (c card) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	for _, v := range p.Variants() {
		c.kernels[v.Kernel] = true
	}
	return c.Device.Load(ctx, p)
}

// A GPU gets its own kernels, and of them those that measured best.
func TestTunedNetworks(t *testing.T) {
	plain := newBench(t, func() *faulty.Device { return faulty.New(soft.Open()) })
	defer plain.close()
	m, err := plain.library.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	loads := func(tuned func(context.Context, gpu.Device, []plan.Task) plan.Tuned) map[string]bool {
		d := card{soft.Open(), map[string]bool{}}
		plain.runtime = engine.NewRuntime(d, m, plain.library, engine.Options{Tuned: tuned})
		if _, err := plain.draw(); err != nil {
			t.Fatal(err)
		}
		plain.runtime.Release()
		return d.kernels
	}
	slow := func(_ context.Context, _ gpu.Device, tasks []plan.Task) plan.Tuned {
		tuned := plan.Tuned{}
		for _, task := range tasks {
			tuned[task.String()] = plan.Recipe{Kernel: "matmul"}
		}
		return tuned
	}
	untuned := loads(nil)
	if tuned := loads(slow); !untuned["matmul_half"] || untuned["matmul"] || !tuned["matmul"] || tuned["matmul_half"] {
		t.Errorf("untuned %v, tuned %v", untuned, tuned)
	}
}
