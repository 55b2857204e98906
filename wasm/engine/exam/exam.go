// Package exam has a device compute a few kernels and compares the numbers with
// known ones. A GPU or driver that computes wrongly is rare and else hard to
// notice: its pictures look like those of a bad model.
package exam

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"

	"unclip/models/graph"
	"unclip/models/nn"
	"unclip/models/sample"
	"unclip/models/weights"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// golden are the outputs of all subjects one after the other, as the reference
// kernels compute them, in little-endian halves: their rounding is a fortieth of
// the Tolerance, and numbers that no packing makes smaller weigh in the binary.
//
//go:embed testdata/golden.f16
var golden []byte

// Tolerance is how far from the golden numbers a result may be, as a share of
// the subject's largest. Halves in place of singles stay well below it.
const Tolerance = 0.02

// Result is how a device did.
type Result struct {
	Worst   float64  // largest deviation, as a share of the subject's largest number; NaN is +Inf
	Failed  []string // subjects beyond Tolerance
	Subject int      // how many were examined
}

// Subjects are what is examined, in order.
func Subjects() []string { return []string{"matmul", "conv", "norm", "attention", "layernorm"} }

// Take examines a device. An error says that it could not be, as when it is lost.
func Take(ctx context.Context, d gpu.Device) (Result, error) {
	outputs, err := compute(ctx, d)
	if err != nil {
		return Result{}, fmt.Errorf("exam: %w", err)
	}
	return mark(outputs), nil
}

// mark compares outputs with the golden ones.
func mark(outputs [][]float32) Result {
	var r Result
	rest := golden
	for i, out := range outputs {
		off, most := 0.0, 0.0
		for k, x := range out {
			want := float64(weights.FromF16(binary.LittleEndian.Uint16(rest[2*k:])))
			most = max(most, math.Abs(want))
			if e := math.Abs(float64(x) - want); e > off || e != e {
				off = e
			}
		}
		if off /= most; off != off {
			off = math.Inf(1)
		}
		if off > Tolerance {
			r.Failed = append(r.Failed, Subjects()[i])
		}
		r.Worst = max(r.Worst, off)
		r.Subject++
		rest = rest[2*len(out):]
	}
	return r
}

// compute runs the paper on a device.
func compute(ctx context.Context, d gpu.Device) ([][]float32, error) {
	g, err := paper()
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(g, format, plan.Options{Adapter: d.Info().Adapter()})
	if err != nil {
		return nil, err
	}
	program, err := d.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	defer program.Release()
	if err := fill(ctx, program, g, p); err != nil {
		return nil, err
	}
	for i, port := range p.Inputs {
		if err := program.Write(port.Name, noise(i, port.Shape.Elements())); err != nil {
			return nil, err
		}
	}
	if err := program.RunPrompt(ctx); err != nil {
		return nil, err
	}
	outputs := make([][]float32, len(Subjects()))
	for i, name := range Subjects() {
		if outputs[i], err = program.Read(ctx, name); err != nil {
			return nil, err
		}
	}
	return outputs, nil
}

// paper is a graph with one output a subject, none of a round size.
func paper() (*graph.Graph, error) {
	b := graph.New()
	x := b.Input("rows", graph.Prompt, 1, 11, 36)
	picture := b.Input("picture", graph.Prompt, 1, 6, 6, 12)
	b.Output("matmul", nn.Linear(b, "exam.matmul", x, 44))
	conv := nn.Conv3(b, "exam.conv", picture, 20)
	b.Output("conv", conv)
	b.Output("norm", b.Act(nn.GroupNorm(b, "exam.norm", conv, graph.None, 4), graph.SiLU))
	key := b.Input("key", graph.Prompt, 1, 13, 36)
	b.Output("attention", b.Attention("exam.attention", x, []graph.Value{key}, []graph.Value{key}, graph.None, 3, false, 0))
	b.Output("layernorm", nn.LayerNorm(b, "exam.layernorm", x))
	return b.Graph()
}

// format stores matrices and filters as models do that are made for the web.
func format(name string) (plan.Format, bool) {
	if name == "exam.matmul.weight" || name == "exam.conv.weight" {
		return plan.Format{Element: wgsl.I8, Group: weights.I8.Group()}, true
	}
	return plan.Format{}, true
}

// fill uploads noise as weights.
func fill(ctx context.Context, program gpu.Program, g *graph.Graph, p *plan.Plan) error {
	at := map[string]plan.Weight{}
	for _, w := range p.Weights {
		at[w.Name] = w
	}
	for i, w := range plan.Wants(g) {
		dtype := weights.F32
		if f, _ := format(w.Name); f.Element == wgsl.I8 {
			dtype = weights.I8
		}
		n := 1
		for _, d := range w.Shape {
			n *= d
		}
		data, scale, err := weights.Pack(w.Kind, dtype, w.Shape, dtype.Group(), noise(100+i, n))
		if err != nil {
			return err
		}
		if err := program.Upload(ctx, at[w.Name].Data, gpu.Memory(data), 0, len(data)); err != nil {
			return err
		}
		if len(scale) > 0 {
			if err := program.Upload(ctx, at[w.Name].Scale, gpu.Memory(scale), 0, len(scale)); err != nil {
				return err
			}
		}
	}
	return nil
}

// noise is the same numbers on every machine.
func noise(stream, n int) []float32 {
	return sample.Noise{Seed: 20220413, Stream: uint32(stream)}.Start(n)
}
