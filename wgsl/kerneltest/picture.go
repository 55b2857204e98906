package kerneltest

import (
	"context"
	"hash/fnv"
	"math"
	"strings"
	"testing"

	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/tensor"
	"unclip/models/unet"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// leastPSNR is how near the planner's own choices come to the plain f32 path, in
// dB: no eye sees the difference.
const leastPSNR = 45

// sketch is a decoder that has every part of the paper's, with made-up weights.
var sketch = decoder.Config{Embed: 24, Hidden: 32, Tokens: 4, Config: unet.Config{Size: 32, In: 3, Out: 3, Unshuffle: 2, Channels: []int{32, 64},
	Layers: 1, Attention: []bool{false, true}, HeadDim: 16, Cross: 32, Groups: 8, TimeDim: 64, ScaleShift: true}}

// runPicture draws one picture in a few steps twice: with direct convolutions
// and as the planner likes best.
func runPicture(ctx context.Context, t *testing.T, dev gpu.Device) {
	direct := func(plan.Convolution, bool) plan.Algorithm { return plan.Direct }
	plain, err := draw(ctx, dev, plan.Options{Conv: direct})
	if err != nil {
		t.Fatal(err)
	}
	fast, err := draw(ctx, dev, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	db := psnr(plain, fast)
	t.Logf("%.1f dB between the plain path and the fast one", db)
	if !(db >= leastPSNR) {
		t.Errorf("%.1f dB between the plain path and the fast one, want %d", db, leastPSNR)
	}
}

// draw takes four steps of x ← x/2 + out, from noise; the second row of the
// batch is another prompt.
func draw(ctx context.Context, dev gpu.Device, o plan.Options) ([]float32, error) {
	const batch, tokens, steps = 2, 5, 4
	g, err := decoder.Graph(sketch, batch, tokens)
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(g, func(string) (plan.Format, bool) { return plan.Format{Element: wgsl.I8, Group: 16}, true }, o)
	if err != nil {
		return nil, err
	}
	program, err := dev.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	defer program.Release()
	if err := furnish(ctx, program, g, p); err != nil {
		return nil, err
	}
	if err := program.RunPrompt(ctx); err != nil {
		return nil, err
	}
	x := rowsFor("x", batch*sketch.Size*sketch.Size*sketch.In)
	for range steps {
		if err := program.Write("x", x); err != nil {
			return nil, err
		}
		if err := program.RunStep(ctx); err != nil {
			return nil, err
		}
		out, err := program.Read(ctx, "out")
		if err != nil {
			return nil, err
		}
		for i := range x {
			x[i] = x[i]/2 + out[i]
		}
	}
	return x, nil
}

// furnish uploads made-up weights and writes made-up inputs.
func furnish(ctx context.Context, program gpu.Program, g *graph.Graph, p *plan.Plan) error {
	nodes := map[string]*graph.Node{}
	for _, n := range g.Weights() {
		nodes[n.Name] = n
	}
	for _, w := range p.Weights {
		m, s := makerFor(w.Name), nodes[w.Name].Shape
		m.Variant.Element = w.Element
		if nodes[w.Name].Attr.Kind == graph.Vector {
			m.vector(s.Elements(), map[bool]float64{true: 1}[strings.HasSuffix(w.Name, ".gain")])
			m.absent()
		} else {
			K := s[:len(s)-1].Elements()
			m.weights(K, s.Channels(), tensor.Pad(s.Channels(), 8), 16, K)
		}
		if err := upload(ctx, program, w.Data, m.bindings[0]); err != nil {
			return err
		}
		if err := upload(ctx, program, w.Scale, m.bindings[1]); err != nil {
			return err
		}
	}
	for _, in := range p.Inputs {
		if in.Name == "zi_row" {
			if err := program.WriteIDs(in.Name, []int32{0, 2}); err != nil {
				return err
			}
		} else if err := program.Write(in.Name, rowsFor(in.Name, in.Shape.Elements())); err != nil {
			return err
		}
	}
	return nil
}

func makerFor(name string) *maker {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &maker{seed: h.Sum64()}
}

// rowsFor makes up n values of an input.
func rowsFor(name string, n int) []float32 {
	m, x := makerFor(name), make([]float32, n)
	for i := range x {
		x[i] = float32(m.uniform())
	}
	return x
}

// psnr is the ratio of want's range to the error of got, in dB.
func psnr(want, got []float32) float64 {
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for i, w := range want {
		low, high = min(low, float64(w)), max(high, float64(w))
		sum += (float64(w) - float64(got[i])) * (float64(w) - float64(got[i]))
	}
	return 10 * math.Log10((high-low)*(high-low)/(sum/float64(len(want))))
}
