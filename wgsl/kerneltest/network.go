package kerneltest

import (
	"context"
	"math"
	"slices"
	"testing"

	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/unet"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl"
	"unclip/wgsl/plan"
	"unclip/wgsl/ref"
)

var small = unet.Config{Size: 16, In: 3, Out: 3, Channels: []int{32, 64}, Layers: 1,
	Attention: []bool{false, true}, HeadDim: 16, Cross: 48, Groups: 8, TimeDim: 64, ScaleShift: true}

// networks are small ones that use every task with several recipes.
var networks = map[string]func() (*graph.Graph, error){
	"decoder": func() (*graph.Graph, error) {
		return decoder.Graph(decoder.Config{Config: small, Embed: 24, Hidden: 64, Tokens: 4}, 2, 8)
	},
	"prior": func() (*graph.Graph, error) {
		return prior.Diffusion(prior.Config{Width: 64, Layers: 2, Heads: 4, Embed: 24, Context: 12, Hidden: 64}, 2, 8)
	},
}

// guise is an adapter that the planner is told of, and how far its kernels may
// stray, in units of the largest output.
type guise struct {
	name    string
	adapter plan.Adapter
	within  float64
}

var guises = []guise{
	{"cpu", plan.Adapter{}, 2e-4},
	{"cpu by quads", plan.Adapter{Features: []string{string(wgsl.Subgroups)}, SubgroupMin: 4}, 2e-4},
	{"cpu with subgroups", plan.Adapter{Features: []string{string(wgsl.Subgroups)}, SubgroupMin: 8}, 2e-4},
	{"gpu", plan.Adapter{Class: plan.GPU}, 2e-4},
	{"gpu with halves", plan.Adapter{Class: plan.GPU, Features: []string{string(wgsl.Half)}}, 1e-2}, // about 40 dB
}

// fits tells whether a device can pass for the adapter.
func (g guise) fits(i gpu.Info) bool {
	for _, f := range g.adapter.Features {
		if !slices.Contains(i.Features, f) {
			return false
		}
	}
	return i.SubgroupMin >= g.adapter.SubgroupMin
}

// runFamilies: whatever kernels the planner takes, a network computes the same.
func runFamilies(ctx context.Context, t *testing.T, dev gpu.Device) {
	for name, build := range networks {
		g, err := build()
		if err != nil {
			t.Fatal(err)
		}
		want := evaluate(ctx, t, soft.Open(), g, plan.Adapter{})
		for _, as := range guises {
			if !as.fits(dev.Info()) {
				continue // its kernels were counted as missing
			}
			for output, got := range evaluate(ctx, t, dev, g, as.adapter) {
				worst := farthest(got, want[output])
				if !(worst <= as.within) {
					t.Errorf("%s for a %s: %s differs by %g of its size, more than %g", name, as.name, output, worst, as.within)
				}
				t.Logf("%s for a %s: %s within %.1e", name, as.name, output, worst)
			}
		}
	}
}

// evaluate runs a network with made-up int8 weights and inputs.
func evaluate(ctx context.Context, t *testing.T, dev gpu.Device, g *graph.Graph, a plan.Adapter) map[string][]float32 {
	t.Helper()
	stored := func(string) (plan.Format, bool) { return plan.Format{Element: wgsl.I8, Group: 32}, true }
	p, err := plan.Build(g, stored, plan.Options{Adapter: a})
	if err != nil {
		t.Fatal(err)
	}
	program, err := dev.Load(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Release()
	fill(ctx, t, program, p)
	for _, run := range []func(context.Context) error{program.RunPrompt, program.RunStep} {
		if err := run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	out := map[string][]float32{}
	for _, port := range p.Outputs {
		if out[port.Name], err = program.Read(ctx, port.Name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// fill gives every weight and input numbers that depend on its place alone.
func fill(ctx context.Context, t *testing.T, program gpu.Program, p *plan.Plan) {
	t.Helper()
	m := &maker{seed: 7}
	for _, w := range p.Weights {
		data, scale := make(ref.Words, (w.Data.Bytes+3)/4), make(ref.Words, (w.Scale.Bytes+3)/4)
		for i := range data {
			data[i] = math.Float32bits(float32(1 + 0.2*m.uniform())) // vectors
			if w.Element != wgsl.F32 {
				data[i] = uint32(m.bits())
			}
		}
		for i := range scale {
			scale[i] = halfBits(0.0008) | halfBits(0.0011)<<16
		}
		if err := upload(ctx, program, w.Data, data); err != nil {
			t.Fatal(err)
		}
		if err := upload(ctx, program, w.Scale, scale); err != nil {
			t.Fatal(err)
		}
	}
	for _, port := range p.Inputs {
		rows := make([]float32, port.Shape.Elements())
		for i := range rows {
			rows[i] = float32(m.uniform())
		}
		if program.Write(port.Name, rows) != nil { // an index input
			if err := program.WriteIDs(port.Name, make([]int32, port.Shape.Rows())); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// farthest is the largest difference, in units of the largest value.
func farthest(got, want []float32) float64 {
	var worst, size float64
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i]-want[i])))
		size = max(size, math.Abs(float64(want[i])))
		if math.IsNaN(float64(got[i])) {
			return math.NaN()
		}
	}
	return worst / size
}
