// Package picture holds every family of kernels to one picture of the embedded
// model: fast paths may not change what a visitor sees.
package picture

import (
	"context"
	"math"
	"slices"

	"unclip/models/unclip"
	"unclip/tools/model"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wgsl"
)

// Family is an adapter that the planner is told of instead of the device's own.
type Family struct {
	Name      string
	Fallback  bool // a CPU adapter
	Features  []wgsl.Feature
	Lanes     int     // fewest of a subgroup
	LeastPSNR float64 // dB to the plain picture
}

// Plain is the family that all others are held to: sums in registers, in f32, and
// direct convolutions.
var Plain = Family{Name: "plain", Fallback: true}

// Families are those that plan.Adapter tells apart. Those of GPUs want eight lanes
// only to pass SwiftShader by, where they take minutes; lavapipe runs them.
var Families = []Family{
	{"cpu", true, nil, 0, 45},
	{"cpu by quads", true, []wgsl.Feature{wgsl.Subgroups}, 4, 45},
	{"cpu by subgroups", true, []wgsl.Feature{wgsl.Subgroups}, 8, 45},
	{"gpu", false, nil, 8, 45},
	{"gpu with halves", false, []wgsl.Feature{wgsl.Half}, 8, 38},
}

// Fits tells whether a device can pass for a family's adapter.
func (f Family) Fits(i gpu.Info) bool {
	for _, feature := range f.Features {
		if !slices.Contains(i.Features, string(feature)) {
			return false
		}
	}
	return i.SubgroupMin >= f.Lanes
}

// disguised is a device that tells the planner of a family's adapter.
type disguised struct {
	gpu.Device
	as Family
}

// Info implements gpu.Device.
func (d disguised) Info() gpu.Info {
	i := d.Device.Info()
	i.Fallback, i.Features, i.SubgroupMin = d.as.Fallback, nil, d.as.Lanes
	for _, f := range d.as.Features {
		i.Features = append(i.Features, string(f))
	}
	return i
}

// Draw is the picture, [64, 64, 3] in [-1, 1], of four steps of every network. It
// leaves nothing on the device.
func Draw(ctx context.Context, d gpu.Device, as Family) ([]float32, error) {
	m, err := model.Open("")
	if err != nil {
		return nil, err
	}
	r := engine.NewRuntime(disguised{d, as}, m.Manifest, m, engine.Options{Plain: as.Name == Plain.Name})
	defer r.Release()
	p, err := m.On(r)
	if err != nil {
		return nil, err
	}
	ask := unclip.Defaults()
	ask.Prompt, ask.Seed, ask.Steps, ask.PriorSteps, ask.Candidates = "a red apple", 1, 4, 4, 1
	drawn, err := p.Generate(ctx, ask, nil)
	if err != nil {
		return nil, err
	}
	return drawn.X0, nil
}

// PSNR is how near pixels come to others in dB, both in [-1, 1].
func PSNR(got, want []float32) float64 {
	sum := 0.0
	for i := range want {
		sum += math.Pow(float64(got[i])-float64(want[i]), 2)
	}
	return 10 * math.Log10(4*float64(len(want))/sum)
}
