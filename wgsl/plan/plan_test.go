package plan_test

import (
	"testing"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/unet"
	"unclip/models/upsample"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

var net = unet.Config{Size: 16, In: 3, Out: 3, Unshuffle: 2, Channels: []int{32, 64}, Layers: 1,
	Attention: []bool{false, true}, HeadDim: 16, Cross: 48, Groups: 8, TimeDim: 128, ScaleShift: true}

// graphs are small versions of every network of the paper.
var graphs = []struct {
	name  string
	build func() (*graph.Graph, error)
}{
	{"text", func() (*graph.Graph, error) {
		return clip.Text(clip.TextConfig{Vocab: 600, Context: 12, Width: 64, Layers: 2, Heads: 4, Embed: 24, Activation: "quick_gelu"}, 2, 8)
	}},
	{"image", func() (*graph.Graph, error) {
		return clip.Image(clip.ImageConfig{Size: 32, Patch: 8, Width: 64, Layers: 2, Heads: 4, Embed: 24, Activation: "gelu"}, 1)
	}},
	{"prior", func() (*graph.Graph, error) {
		return prior.Diffusion(prior.Config{Width: 64, Layers: 3, Heads: 4, Embed: 24, Context: 12, Hidden: 64}, 4, 8)
	}},
	{"decoder", func() (*graph.Graph, error) {
		return decoder.Graph(decoder.Config{Config: net, Embed: 24, Hidden: 64, Tokens: 4}, 2, 8)
	}},
	{"upsample", func() (*graph.Graph, error) {
		c := net
		c.In, c.Attention, c.ScaleShift, c.Unshuffle = 6, nil, false, 0
		return upsample.Graph(upsample.Config{Config: c}, "upsample", 1, 16)
	}},
}

func build(t *testing.T, f func() (*graph.Graph, error)) *plan.Plan {
	t.Helper()
	g, err := f()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(g, plan.AllF32, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func passes(p *plan.Plan) [][]plan.Dispatch { return [][]plan.Dispatch{p.Prompt, p.Step} }

// WebGPU refuses a dispatch that reads and writes one buffer.
func TestNoBufferIsReadAndWrittenAtOnce(t *testing.T) {
	for _, g := range graphs {
		p := build(t, g.build)
		for _, pass := range passes(p) {
			for _, d := range pass {
				out := wgsl.Specs()[d.Variant.Kernel].Output()
				for i, b := range d.Bindings {
					if i != out && b.Buffer == d.Bindings[out].Buffer {
						t.Errorf("%s: %s (%s) reads and writes buffer %d", g.name, d.Label, d.Variant.Kernel, b.Buffer)
					}
				}
			}
		}
	}
}

func TestBindingsLieInTheirBuffers(t *testing.T) {
	for _, g := range graphs {
		p := build(t, g.build)
		for _, pass := range passes(p) {
			for _, d := range pass {
				if want := len(wgsl.Specs()[d.Variant.Kernel].Bindings); len(d.Bindings) != want {
					t.Errorf("%s: %s binds %d of %d", g.name, d.Label, len(d.Bindings), want)
				}
				if err := wgsl.Check(d.Variant); err != nil {
					t.Errorf("%s: %s: %v", g.name, d.Label, err)
				}
				for _, b := range d.Bindings {
					if b.Offset%256 != 0 || b.Offset+b.Bytes > p.Buffers[b.Buffer].Bytes {
						t.Errorf("%s: %s: binding %+v outside buffer of %d bytes", g.name, d.Label, b, p.Buffers[b.Buffer].Bytes)
					}
				}
			}
		}
	}
}

// A step of the prior runs three tokens a row, whatever the caption's length.
func TestPriorStepsSkipThePrefix(t *testing.T) {
	p := build(t, graphs[2].build)
	for _, d := range p.Step {
		if d.Variant.Kernel == "matmul" && d.Params[0] > 3*4 {
			t.Errorf("step runs %s over %d rows; only time, z_i and query change", d.Label, d.Params[0])
		}
	}
	if len(p.Prompt) == 0 {
		t.Error("nothing was hoisted out of the steps")
	}
}

// The decoder's context keys and values depend on no step.
func TestDecoderContextIsKept(t *testing.T) {
	for _, d := range build(t, graphs[3].build).Step {
		for _, slow := range []string{"decoder.text_to_context", "decoder.zi_to_tokens", "decoder.mid.attn.context_k"} {
			if d.Label == slow {
				t.Errorf("%s runs at every step", slow)
			}
		}
	}
}

func TestEpiloguesAreFused(t *testing.T) {
	for _, g := range graphs {
		p := build(t, g.build)
		acts := 0
		for _, pass := range passes(p) {
			for _, d := range pass {
				if d.Variant.Kernel == "act" {
					acts++
				}
			}
		}
		if acts > 1 { // only SiLU of the time embedding, which has many readers
			t.Errorf("%s: %d separate activations", g.name, acts)
		}
	}
}

// Scratch is shared: a deeper net needs hardly more of it.
func TestScratchIsReused(t *testing.T) {
	shallow, deep := net, net
	deep.Layers = 4
	bytes := func(c unet.Config) int {
		p := build(t, func() (*graph.Graph, error) {
			return decoder.Graph(decoder.Config{Config: c, Embed: 24, Hidden: 64, Tokens: 4}, 2, 8)
		})
		return p.Bytes()[plan.Scratch]
	}
	if s, d := bytes(shallow), bytes(deep); d > 3*s {
		t.Errorf("scratch grew from %d to %d bytes with depth", s, d)
	}
}

func TestMissingWeightIsNamed(t *testing.T) {
	g, err := graphs[0].build()
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.Build(g, func(name string) (plan.Format, bool) { return plan.Format{}, name != "text.projection.weight" }, plan.Options{})
	if err == nil {
		t.Fatal("a missing weight went unnoticed")
	}
}

// Winograd's convolutions read through norm, SiLU and doubling, so that these
// leave no tensors behind.
func TestLoadsAreFolded(t *testing.T) {
	p := build(t, graphs[3].build)
	for _, d := range p.Step {
		k := d.Variant.Kernel
		if k == "resample" && d.Variant.Choices[0] == 0 || k == "affine" && d.Variant.Choices[0] == uint8(graph.SiLU) && !pooled(p, d) {
			t.Errorf("%s: %s stands before a convolution by itself", d.Label, k)
		}
	}
}

// pooled reports whether some 2×2 average reads what d writes.
func pooled(p *plan.Plan, d plan.Dispatch) bool {
	for _, r := range p.Step {
		if r.Variant.Kernel == "resample" && r.Bindings[0].Buffer == d.Bindings[2].Buffer {
			return true
		}
	}
	return false
}

// Filters beyond the memory for them are transformed at every step, and where
// that does not pay, not at all.
func TestFiltersAreKeptWithinBounds(t *testing.T) {
	wide := net
	wide.Channels, wide.Groups = []int{512, 1024}, 32
	p := build(t, func() (*graph.Graph, error) {
		return decoder.Graph(decoder.Config{Config: wide, Embed: 24, Hidden: 64, Tokens: 4}, 1, 8)
	})
	if kept := p.Bytes()[plan.Kept]; kept > 160<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
	found := map[string]int{}
	for _, d := range p.Step {
		found[d.Variant.Kernel]++
	}
	for _, kernel := range []string{"conv", "winograd_multiply"} {
		if found[kernel] == 0 {
			t.Errorf("no %s in a network wider than the memory for filters", kernel)
		}
	}
}

// Big pictures go through in bands, whose buffers stay within WebGPU's limits.
func TestBigPicturesAreBanded(t *testing.T) {
	p := build(t, func() (*graph.Graph, error) {
		c := net
		c.In, c.Attention, c.ScaleShift, c.Unshuffle = 6, nil, false, 0
		return upsample.Graph(upsample.Config{Config: c}, "upsample", 1, 1024)
	})
	tiles := map[string]uint32{}
	for _, d := range p.Step {
		if d.Variant.Kernel == "winograd_output" {
			if first := d.Params[5]; first != tiles[d.Label] {
				t.Fatalf("%s: a band begins at tile %d, want %d", d.Label, first, tiles[d.Label])
			}
			tiles[d.Label] += d.Params[6]
		}
		if d.Variant.Kernel != "winograd_multiply" {
			continue
		}
		for _, b := range d.Bindings {
			if b.Bytes > 32<<20 {
				t.Errorf("%s: a band of %d bytes", d.Label, b.Bytes)
			}
		}
	}
	if len(tiles) == 0 {
		t.Fatal("no convolution went by Winograd")
	}
}

// No buffer holds the joined skips of a U-Net: norms, convolutions and matmuls
// read both tensors. Only prompt tokens and inputs are ever copied together.
func TestSkipsAreReadInParts(t *testing.T) {
	p := build(t, graphs[3].build)
	inputs := map[uint32]bool{}
	for _, d := range p.Step {
		switch d.Variant.Kernel {
		case "copy":
			t.Errorf("%s is copied at every step", d.Label)
		case "winograd_input":
			inputs[d.Params[7]] = true // the first channel of the part
		}
	}
	if !inputs[64] {
		t.Errorf("no convolution reads a second tensor: parts begin at %v", inputs)
	}
}
