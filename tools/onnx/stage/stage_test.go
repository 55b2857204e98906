package stage

import (
	"encoding/json"
	"slices"
	"testing"

	"unclip/models/unclip"
	"unclip/models/unet"
	"unclip/models/upsample"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
)

// Every stage of the embedded model can be written, under one name or more.
func TestEveryStage(t *testing.T) {
	folder, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, name := range Names {
		written[Of(name)] = true
		g, err := Graph(folder.Config, name, Size{Batch: 2, Tokens: 4})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := export.Model(name, g, export.FromShards(folder.Manifest, folder.Read), export.Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range folder.Manifest.Stages {
		if !written[s] {
			t.Errorf("%v lack one for %s", Names, s)
		}
	}
}

// TestUpsamplers: each of two upsamplers has a network of its own.
func TestUpsamplers(t *testing.T) {
	network := func(size int) upsample.Config {
		return upsample.Config{Config: unet.Config{Size: size, In: 6, Out: 3, Unshuffle: 2, Channels: []int{size / 4}, Layers: 1, Groups: 4, TimeDim: 16}, Prediction: "v", Schedule: "cosine"}
	}
	objects := map[string]json.RawMessage{}
	for name, size := range map[string]int{"upsample": 32, "upsample_last": 64} {
		encoded, err := json.Marshal(network(size))
		if err != nil {
			t.Fatal(err)
		}
		objects[name] = encoded
	}
	c, err := unclip.ParseConfig(objects)
	if err != nil {
		t.Fatal(err)
	}
	for name, side := range map[string]int{"super_res_first": 32, "super_res_last": 64} {
		g, err := Graph(c, name, Size{Batch: 1})
		if err != nil {
			t.Fatal(err)
		}
		if shape := g.Node(g.Outputs[0].Value).Shape; !slices.Contains(shape, side) {
			t.Errorf("%s: %v, want a side of %d", name, shape, side)
		}
	}
}
