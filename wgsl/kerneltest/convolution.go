package kerneltest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"unclip/models/graph"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
	"unclip/wgsl/ref"
)

// algorithms name the ways of a convolution as the tolerance table does.
var algorithms = map[string]plan.Algorithm{"conv": plan.Direct, "conv/F2": plan.F2, "conv/F4": plan.F4}

// convolutions are 3×3 cases of kernel conv that every algorithm must solve:
// pictures that Winograd's tiles fill, miss by a pixel and overlap.
func convolutions() []Case {
	var s set
	for _, e := range elements {
		for i, z := range [][5]int{ // B, H, W, IC, OC
			{1, 1, 1, 4, 1}, {1, 3, 7, 4, 7}, {2, 4, 4, 8, 8}, {1, 5, 5, 12, 9}, {2, 8, 16, 16, 24}, {1, 13, 11, 36, 20}, {1, 9, 8, 64, 5},
		} {
			s.add("conv", e, [4]uint8{1, uint8(i % 2)}, anyData(i/3), z[0], z[1], z[2], z[3], z[1], z[2], z[4], pad8(z[4]), 3, 3, 1, 1, grouped(e, 12), pad4(z[4]))
		}
	}
	return s.list
}

// runConvolutions solves each case with each algorithm, through the planner, and
// holds it to the reference of the direct kernel.
func runConvolutions(ctx context.Context, t *testing.T, dev gpu.Device) {
	for row, a := range algorithms {
		worst := 0.0
		for _, c := range convolutions() {
			inputs := c.Bindings()
			got, err := c.convolve(ctx, dev, a, inputs)
			if err != nil {
				t.Fatalf("%s %s: %v", row, c, err)
			}
			over, err := c.compare(row, got, unpadded(c.Want(inputs), c.param("OC"), c.param("ldy")))
			if err != nil {
				t.Errorf("%s %s: %v", row, c, err)
			}
			worst = max(worst, over)
		}
		t.Logf("%-18s worst error %.2f of tolerance", row, worst)
	}
}

// param is a param by its name.
func (c Case) param(name string) int {
	for i, n := range wgsl.Specs()[c.Variant.Kernel].Params {
		if n == name {
			return int(c.Params[i])
		}
	}
	panic("kerneltest: no param " + name)
}

// unpadded drops what follows the n columns of each row, and the guard.
func unpadded(w ref.Words, n, ld int) ref.Words {
	var rows ref.Words
	for at := 0; at < len(w)-guardWords; at += ld {
		rows = append(rows, w[at:at+n]...)
	}
	return rows
}

// convolve runs a case of kernel conv as a network of one layer.
func (c Case) convolve(ctx context.Context, dev gpu.Device, a plan.Algorithm, inputs []ref.Words) (ref.Words, error) {
	p, err := c.network(a)
	if err != nil {
		return nil, err
	}
	program, err := dev.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	defer program.Release()
	for _, w := range p.Weights {
		from := map[string]ref.Words{"w": inputs[1], "bias": inputs[3]}[w.Name]
		if err := upload(ctx, program, w.Data, from); err != nil {
			return nil, err
		}
		if err := upload(ctx, program, w.Scale, inputs[2]); err != nil {
			return nil, err
		}
	}
	if err := c.write(program, "x", inputs[0]); err != nil {
		return nil, err
	}
	if c.Variant.Choices[1] != 0 {
		if err := c.write(program, "residual", unpadded(inputs[4], c.param("OC"), c.param("ldy"))); err != nil {
			return nil, err
		}
	}
	return output(ctx, program)
}

// network is conv(x, w) + bias, and + residual where the case has one.
func (c Case) network(a plan.Algorithm) (*plan.Plan, error) {
	b := graph.New()
	x := b.Input("x", graph.Step, c.param("B"), c.param("H"), c.param("W"), c.param("IC"))
	w := b.Weight("w", graph.Filter, 3, 3, c.param("IC"), c.param("OC"))
	y := b.Conv("conv", x, w, b.Weight("bias", graph.Vector, c.param("OC")), 1, 1)
	if c.Variant.Choices[1] != 0 {
		y = b.Add(y, b.Input("residual", graph.Step, b.Shape(y)...))
	}
	b.Output("y", y)
	g, err := b.Graph()
	if err != nil {
		return nil, err
	}
	stored := func(string) (plan.Format, bool) {
		return plan.Format{Element: c.Variant.Element, Group: c.param("group")}, true
	}
	p, err := plan.Build(g, stored, plan.Options{Conv: func(plan.Convolution, bool) plan.Algorithm { return a }})
	if err != nil {
		return nil, err
	}
	for _, d := range p.Step {
		if direct := d.Variant.Kernel == "conv"; direct != (a == plan.Direct) {
			return nil, fmt.Errorf("the planner took %s for algorithm %d", d.Variant.Key(), a)
		}
	}
	return p, nil
}

func (c Case) write(program gpu.Program, name string, w ref.Words) error {
	rows := make([]float32, len(w))
	for i := range w {
		rows[i] = math.Float32frombits(w[i])
	}
	if name == "x" {
		rows = rows[:len(rows)-guardWords]
	}
	return program.Write(name, rows)
}

// upload fills a binding from the head of w.
func upload(ctx context.Context, program gpu.Program, to plan.Binding, w ref.Words) error {
	if to.Bytes == 0 {
		return nil
	}
	data := make(gpu.Memory, to.Bytes)
	for i := range to.Bytes / 4 {
		binary.LittleEndian.PutUint32(data[4*i:], w[i])
	}
	return program.Upload(ctx, to, data, 0, len(data))
}

func wordsOf(x []float32) ref.Words {
	w := make(ref.Words, len(x))
	for i, v := range x {
		w[i] = math.Float32bits(v)
	}
	return w
}
