//go:build browser

package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"unclip/models/graph"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/bench/peers"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
	"unclip/tools/onnx/probe"
	"unclip/tools/onnx/stage"
	"unclip/tools/onnx/wire"
	"unclip/tools/parity/fixture"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// tolerance is relative to the largest value of an output.
const tolerance = 1e-3

// subject is a model in memory or on disk.
type subject struct {
	config   *unclip.Config
	manifest *weights.Manifest
	shards   engine.Shards
}

func (s subject) source(ctx context.Context) export.Source {
	return export.FromShards(s.manifest, func(w weights.Shard) ([]byte, error) {
		b, err := s.shards.Shard(ctx, w)
		if err != nil {
			return nil, err
		}
		return b.(gpu.Memory), nil
	})
}

// folder reads shards of a converted model.
type folder string

func (f folder) Shard(_ context.Context, s weights.Shard) (gpu.Bytes, error) {
	data, err := os.ReadFile(filepath.Join(string(f), s.File))
	return gpu.Memory(data), err
}

func sticker(t *testing.T) subject {
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return subject{m.Config, m.Manifest, folder(m.Path)}
}

func tiny(t *testing.T, kind string) subject {
	path := filepath.Join("..", "..", "testdata", "fixtures", "tiny_"+kind+".safetensors")
	m, err := fixture.Open(soft.Open(), kind, path)
	if err != nil {
		t.Fatal(err)
	}
	return subject{m.Config, m.Manifest, m.Shards}
}

var cases = []struct {
	name, stage string
	size        stage.Size
	options     export.Options
	open        func(*testing.T) subject
}{
	{"sticker text", "text_encoder", stage.Size{Batch: 2, Tokens: 16}, export.Options{}, sticker},
	{"sticker image", "image_encoder", stage.Size{Batch: 1}, export.Options{}, sticker},
	{"sticker prior", "prior", stage.Size{Batch: 2, Tokens: 8}, export.Options{}, sticker},
	{"sticker prior, fused", "prior", stage.Size{Batch: 2, Tokens: 8}, export.Options{Contrib: true}, sticker},
	{"sticker prior, int8", "prior", stage.Size{Batch: 2, Tokens: 8}, export.Options{Quantized: true}, sticker},
	{"sticker prior, int8 in smaller blocks", "prior", stage.Size{Batch: 2, Tokens: 8}, export.Options{Quantized: true, Block: 16}, sticker},
	{"sticker prior_ar", "prior_ar", stage.Size{Batch: 2, Tokens: 8}, export.Options{}, sticker},
	{"sticker codebook", "codebook", stage.Size{}, export.Options{}, sticker},
	{"sticker decoder", "decoder", stage.Size{Batch: 1, Tokens: 8}, export.Options{}, sticker},
	{"tiny text", "text_encoder", stage.Size{Batch: 2, Tokens: 8}, export.Options{}, clipFixture},
	{"tiny image", "image_encoder", stage.Size{Batch: 2}, export.Options{}, clipFixture},
	{"tiny prior", "prior", stage.Size{Batch: 3, Tokens: 5}, export.Options{}, priorFixture},
	{"tiny decoder", "decoder", stage.Size{Batch: 2, Tokens: 8}, export.Options{}, decoderFixture},
	{"tiny super_res", "super_res_first", stage.Size{Batch: 1, Pixels: 16}, export.Options{}, upsampleFixture},
}

func clipFixture(t *testing.T) subject     { return tiny(t, "clip") }
func priorFixture(t *testing.T) subject    { return tiny(t, "prior") }
func decoderFixture(t *testing.T) subject  { return tiny(t, "decoder") }
func upsampleFixture(t *testing.T) subject { return tiny(t, "sr") }

// Every stage says the same in onnxruntime-web as on our soft device.
func TestONNXRuntimeAgrees(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := c.open(t)
			g, err := stage.Graph(s.config, c.stage, c.size)
			if err != nil {
				t.Fatal(err)
			}
			inputs := probe.Inputs(g)
			got := onRuntime(t, s, g, inputs, c.options)
			want := onSoft(t, s, g, inputs)
			for _, o := range g.Outputs {
				compare(t, o.Name, got[o.Name].Values, want[o.Name])
			}
		})
	}
}

// The prompt pass and the step pass in a row say the same as the whole.
func TestPassesJoin(t *testing.T) {
	for _, name := range []string{"prior", "decoder"} {
		t.Run(name, func(t *testing.T) {
			s := sticker(t)
			g, err := stage.Graph(s.config, name, stage.Size{Batch: 2, Tokens: 8})
			if err != nil {
				t.Fatal(err)
			}
			inputs := probe.Inputs(g)
			for name, kept := range onRuntime(t, s, g, inputs, export.Options{Contrib: true, Pass: export.Prompt}) {
				inputs = append(inputs, probe.Input{Name: name, Shape: kept.Shape, Values: kept.Values})
			}
			got := onRuntime(t, s, g, inputs, export.Options{Contrib: true, Pass: export.Step})
			want := onRuntime(t, s, g, inputs, export.Options{})
			for name, out := range got {
				compare(t, name, out.Values, want[name].Values)
			}
		})
	}
}

// wanted are those inputs that an exported pass takes.
func wanted(all []probe.Input, values []wire.Value) []probe.Input {
	var list []probe.Input
	for _, v := range values {
		for _, in := range all {
			if in.Name == v.Name {
				list = append(list, in)
			}
		}
	}
	return list
}

func onRuntime(t *testing.T, s subject, g *graph.Graph, inputs []probe.Input, o export.Options) map[string]peers.Tensor {
	m, err := export.Model("test", g, s.source(t.Context()), o)
	if err != nil {
		t.Fatal(err)
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.onnx")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := peers.Run(t.Context(), path, wanted(inputs, m.Graph.Inputs))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func onSoft(t *testing.T, s subject, g *graph.Graph, inputs []probe.Input) map[string][]float32 {
	ctx := t.Context()
	r := engine.NewRuntime(soft.Open(), s.manifest, s.shards, engine.Options{})
	defer r.Release()
	weights := s.manifest.Stage(s.manifest.Tensor(g.Weights()[0].Name))
	net, err := r.Network(ctx, unclip.Blueprint{Stage: weights, Build: func(int) (*graph.Graph, error) { return g, nil }})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range inputs {
		if in.IDs != nil {
			err = net.WriteIDs(in.Name, in.IDs)
		} else {
			err = net.Write(in.Name, in.Values)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := net.RunPrompt(ctx); err != nil {
		t.Fatal(err)
	}
	if err := net.RunStep(ctx); err != nil {
		t.Fatal(err)
	}
	out := map[string][]float32{}
	for _, o := range g.Outputs {
		if out[o.Name], err = net.Read(ctx, o.Name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func compare(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, the soft device gives %d", name, len(got), len(want))
	}
	worst, scale := 0.0, 0.0
	for i, w := range want {
		d := math.Abs(float64(got[i]) - float64(w))
		if math.IsNaN(d) {
			d = math.Inf(1)
		}
		worst, scale = max(worst, d), max(scale, math.Abs(float64(w)))
	}
	line := fmt.Sprintf("%s: max |Δ| %.2g of %.3g, %d values", name, worst, scale, len(want))
	if !(worst <= tolerance*scale) {
		t.Error(line)
		return
	}
	t.Log(line)
}
