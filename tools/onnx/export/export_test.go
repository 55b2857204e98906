package export_test

import (
	"fmt"
	"testing"

	"unclip/models/weights"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
	"unclip/tools/onnx/stage"
	"unclip/tools/onnx/wire"
)

// Every operand is an input, a weight or the result of an earlier node, and
// every output is computed: what a runtime checks first.
func TestNetworksAreWhole(t *testing.T) {
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stage.Names[:7] {
		g, err := stage.Graph(m.Config, name, stage.Size{Batch: 2, Tokens: 8})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []export.Options{{}, {Contrib: true}, {Quantized: true}, {Quantized: true, Block: 128}, {Pass: export.Prompt}, {Pass: export.Step}, {Planar: true}} {
			t.Run(fmt.Sprintf("%s/%+v", name, o), func(t *testing.T) {
				net, err := export.Model(name, g, export.FromShards(m.Manifest, m.Read), o)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := net.Encode(); err != nil {
					t.Fatal(err)
				}
				checkOrder(t, &net.Graph)
			})
		}
	}
}

func checkOrder(t *testing.T, g *wire.Graph) {
	t.Helper()
	known := map[string]bool{"": true}
	define := func(name string) {
		if known[name] {
			t.Errorf("%q is defined twice", name)
		}
		known[name] = true
	}
	for _, v := range g.Inputs {
		define(v.Name)
	}
	for _, w := range g.Weights {
		define(w.Name)
	}
	for _, n := range g.Nodes {
		for _, in := range n.In {
			if !known[in] {
				t.Errorf("%s reads %q before it is computed", n.Name, in)
			}
		}
		define(n.Out[0])
	}
	for _, v := range g.Outputs {
		if !known[v.Name] {
			t.Errorf("output %q is not computed", v.Name)
		}
	}
}

// A weight that the model lacks is named, with advice.
func TestMissingWeightIsNamed(t *testing.T) {
	m, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	g, err := stage.Graph(m.Config, "prior", stage.Size{Batch: 1, Tokens: 8})
	if err != nil {
		t.Fatal(err)
	}
	empty := export.FromShards(&weights.Manifest{}, nil)
	if _, err := export.Model("prior", g, empty, export.Options{}); err == nil {
		t.Error("a missing weight went unnoticed")
	}
}
