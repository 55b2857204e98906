package kerneltest

import (
	"context"
	"testing"
	"time"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
	"unclip/wgsl/ref"
)

// Run holds a device to the reference on every case, after compiling every
// variant, and whole convolutions by every algorithm to the direct one's. Subtests are named by their case: -run 'WebGPU/cases/softmax'.
func Run(t *testing.T, dev gpu.Device) {
	ctx := context.Background()
	t.Run("compile", func(t *testing.T) {
		start := time.Now()
		p, without := everyVariant(dev)
		if err := dev.Compile(ctx, p, nil); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d variants (%d more need features that are not there) in %v on %s", len(p.Step), without, time.Since(start).Round(time.Millisecond), dev.Info().Description)
	})
	t.Run("cases", func(t *testing.T) {
		worst := map[string]float64{}
		for _, c := range Cases() {
			if !offers(dev, c.Variant) { // counted above
				continue
			}
			t.Run(c.String(), func(t *testing.T) { c.judge(ctx, t, dev, worst) })
		}
		logWorst(t, worst)
	})
	t.Run("families", func(t *testing.T) { runFamilies(ctx, t, dev) })
	t.Run("convolutions", func(t *testing.T) { runConvolutions(ctx, t, dev) })
	t.Run("picture", func(t *testing.T) { runPicture(ctx, t, dev) })
}

// RunRandom holds a device to the reference on cases of random sizes.
func RunRandom(t *testing.T, dev gpu.Device, seed uint64, n int) {
	worst := map[string]float64{}
	for _, c := range Random(seed, n, func(v wgsl.Variant) bool { return offers(dev, v) }) {
		c.judge(context.Background(), t, dev, worst)
	}
	logWorst(t, worst)
	t.Logf("%d cases of seed %d", n, seed)
}

// judge runs one case and keeps the worst error of its kernel.
func (c Case) judge(ctx context.Context, t *testing.T, dev gpu.Device, worst map[string]float64) {
	t.Helper()
	inputs := c.Bindings()
	got, err := c.dispatch(ctx, dev, inputs)
	if err != nil {
		t.Fatalf("%s: %v", c, err)
	}
	over, err := c.Difference(got, c.Want(inputs))
	if err != nil {
		t.Errorf("%s: %v", c, err)
	}
	worst[c.Variant.Kernel] = max(worst[c.Variant.Kernel], over)
}

func logWorst(t *testing.T, worst map[string]float64) {
	t.Helper()
	for _, name := range wgsl.Names() {
		if over, ran := worst[name]; ran {
			t.Logf("%-18s worst error %.2f of tolerance", name, over)
		}
	}
}

// dispatch runs one case and returns the words of its output, guard included.
func (c Case) dispatch(ctx context.Context, dev gpu.Device, bindings []ref.Words) (ref.Words, error) {
	p, err := c.plan(bindings)
	if err != nil {
		return nil, err
	}
	program, err := dev.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	defer program.Release()
	for i, words := range bindings {
		if err := upload(ctx, program, p.Weights[i].Data, words); err != nil {
			return nil, err
		}
	}
	return output(ctx, program)
}

// output runs both passes and reads y.
func output(ctx context.Context, program gpu.Program) (ref.Words, error) {
	if err := program.RunPrompt(ctx); err != nil {
		return nil, err
	}
	if err := program.RunStep(ctx); err != nil {
		return nil, err
	}
	y, err := program.Read(ctx, "y")
	return wordsOf(y), err
}

// plan uploads all bindings as weights, the output being the sentinels that a
// first dispatch copies to the output; a second one is the case.
func (c Case) plan(bindings []ref.Words) (*plan.Plan, error) {
	n, err := wgsl.Invocations(c.Variant, c.Params)
	if err != nil {
		return nil, err
	}
	p := &plan.Plan{}
	step := plan.Dispatch{Variant: c.Variant, Params: c.Params, Groups: wgsl.Grid(n), Label: c.String()}
	buffer := func(memory plan.Memory, words int) plan.Binding {
		p.Buffers = append(p.Buffers, plan.Buffer{Memory: memory, Bytes: 4 * words})
		return plan.Binding{Buffer: len(p.Buffers) - 1, Bytes: 4 * words}
	}
	for i, words := range bindings {
		b := buffer(plan.Weights, len(words))
		p.Weights = append(p.Weights, plan.Weight{Name: wgsl.Specs()[c.Variant.Kernel].Bindings[i].Name, Data: b})
		step.Bindings = append(step.Bindings, b)
	}
	out := c.output()
	words := len(bindings[out])
	y := buffer(plan.Output, words)
	p.Outputs = []plan.Port{{Name: "y", Shape: tensor.Shape{words}, Binding: y}}
	whole := []uint32{1, 1, uint32(words), uint32(words), 0, 0, 0, 0, 0, 0}
	p.Prompt = []plan.Dispatch{{Variant: wgsl.Variant{Kernel: "copy"}, Params: whole, Groups: wgsl.Grid(words), Label: "sentinels",
		Bindings: []plan.Binding{step.Bindings[out], y}}}
	step.Bindings[out] = y
	p.Step = []plan.Dispatch{step}
	return p, nil
}

// offers tells whether the device has what a kernel needs.
func offers(dev gpu.Device, v wgsl.Variant) bool {
	return dev.Info().Adapter().Offers(wgsl.Specs()[v.Kernel])
}

// everyVariant is a plan that is compiled and never run, of all variants but
// those whose feature the device lacks.
func everyVariant(dev gpu.Device) (p *plan.Plan, without int) {
	p = &plan.Plan{Buffers: []plan.Buffer{{Memory: plan.Zero, Bytes: 256}}}
	for _, v := range wgsl.Reachable() {
		if !offers(dev, v) {
			without++
			continue
		}
		s := wgsl.Specs()[v.Kernel]
		d := plan.Dispatch{Variant: v, Params: make([]uint32, len(s.Params)), Groups: [3]uint32{1, 1, 1}, Label: v.Key()}
		for range s.Bindings {
			d.Bindings = append(d.Bindings, plan.Binding{Bytes: 256})
		}
		p.Step = append(p.Step, d)
	}
	return p, without
}
