package dialect

import (
	"encoding/json"
	"strings"
	"testing"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/upsample"
)

func translated(t *testing.T, kind string, tensors []Tensor) []Target {
	t.Helper()
	targets, err := Diffusers(kind, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return targets
}

// The published shapes alone tell the published configuration.
func TestKarloConfig(t *testing.T) {
	text, image := towers()
	unet := append(translated(t, "text_proj", checkpointShapes(t, "diffusers", "text_proj")),
		translated(t, "decoder", checkpointShapes(t, "diffusers", "decoder"))...)
	for _, c := range []struct {
		stage   string
		targets []Target
		want    string
	}{
		{"text", translated(t, "text_encoder", text), `{"activation":"quick_gelu","context":77,"embed":768,"heads":12,"layers":12,"vocab":49408,"width":768}`},
		{"image", translated(t, "image_encoder", image), `{"activation":"quick_gelu","embed":768,"heads":16,"layers":24,"patch":14,"size":224,"width":1024}`},
		{"prior", translated(t, "prior", checkpointShapes(t, "diffusers", "prior")), `{"clip":10,"context":77,"embed":768,"heads":32,"hidden":768,"layers":20,"prediction":"x0","schedule":"cosine","width":2048}`},
		{"decoder", unet, `{"attention":[false,true,true,true],"channels":[320,640,960,1280],"cross":1536,"embed":768,"groups":32,"head_dim":64,"hidden":768,"in":3,"layers":3,"learned_variance":true,"out":6,"prediction":"eps","scale_shift":true,"schedule":"cosine","size":64,"time_dim":1280,"tokens":4,"unshuffle":1}`},
		{"upsample", translated(t, "super_res_first", checkpointShapes(t, "diffusers", "super_res_first")), `{"channels":[320,640,960,1280],"groups":32,"in":6,"layers":3,"out":3,"prediction":"eps","scale_shift":false,"schedule":"cosine","size":256,"time_dim":1280,"unshuffle":1}`},
	} {
		configs, err := ConfigFromShapes(Hints{}, c.targets)
		if err != nil {
			t.Errorf("%s: %v", c.stage, err)
			continue
		}
		if got := string(configs[c.stage]); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.stage, got, c.want)
		}
		checkGraph(t, c.stage, configs[c.stage], c.targets)
	}
}

// checkGraph builds the network of a configuration and requires that it asks for
// exactly the tensors that the translation made.
func checkGraph(t *testing.T, stage string, config json.RawMessage, targets []Target) {
	t.Helper()
	g, err := network(stage, config)
	if err != nil {
		t.Errorf("%s: %v", stage, err)
		return
	}
	have := shapesOf(targets)
	delete(have, "clip.logit_scale") // which only the host reads
	for _, n := range g.Weights() {
		shape, ok := have[n.Name]
		want := n.Shape
		for len(want) > 1 && want[0] == 1 && len(want) > len(shape) {
			want = want[1:]
		}
		if !ok || !want.Equal(shape) {
			t.Errorf("%s: the network wants %s %v, the checkpoint has %v", stage, n.Name, n.Shape, shape)
		}
		delete(have, n.Name)
	}
	for name := range have {
		t.Errorf("%s: the network does not use %s", stage, name)
	}
}

// network builds the graph of a stage.
func network(stage string, config json.RawMessage) (*graph.Graph, error) {
	switch stage {
	case "text":
		return build(config, func(c clip.TextConfig) (*graph.Graph, error) { return clip.Text(c, 1, 8) })
	case "image":
		return build(config, func(c clip.ImageConfig) (*graph.Graph, error) { return clip.Image(c, 1) })
	case "prior":
		return build(config, func(c prior.Config) (*graph.Graph, error) { return prior.Diffusion(c, 1, 8) })
	case "decoder":
		return build(config, func(c decoder.Config) (*graph.Graph, error) { return decoder.Graph(c, 1, 8) })
	}
	return build(config, func(c upsample.Config) (*graph.Graph, error) { return upsample.Graph(c, stage, 1, 64) })
}

func build[C any](config json.RawMessage, graphOf func(C) (*graph.Graph, error)) (*graph.Graph, error) {
	var c C
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, err
	}
	return graphOf(c)
}

// Hints override what shapes suggest.
func TestConfigHints(t *testing.T) {
	text, _ := towers()
	targets := translated(t, "text_encoder", text)
	for _, c := range []struct{ hints, want string }{
		{`{"hidden_act":"gelu"}`, `"activation":"gelu"`},
		{`{"num_attention_heads":6}`, `"heads":6`},
		{`{"text_config":{"num_attention_heads":6},"num_attention_heads":3}`, `"heads":6`},
		{`{"eos_token_id":2}`, `"vocab":49408`},
		{`{"eos_token_id":49407}`, `"vocab":49408`},
		{`{"eos_token_id":null}`, `"vocab":49408`},
	} {
		hints, err := ParseHints([]byte(c.hints))
		if err != nil {
			t.Fatal(err)
		}
		configs, err := ConfigFromShapes(hints, targets)
		if err != nil || !strings.Contains(string(configs["text"]), c.want) {
			t.Errorf("%s: %s, %v; want %s", c.hints, configs["text"], err, c.want)
		}
	}
}

// A folded stem shows only in the hints.
func TestUnshuffle(t *testing.T) {
	targets := translated(t, "decoder", []Tensor{
		{"conv_in.weight", []int{48, 12, 3, 3}}, {"conv_out.weight", []int{12, 48, 3, 3}},
		{"down_blocks.0.resnets.0.norm1.weight", []int{48}}, {"down_blocks.0.resnets.0.conv1.weight", []int{48, 48, 3, 3}},
		{"down_blocks.0.resnets.0.time_emb_proj.weight", []int{96, 192}}, {"time_embedding.linear_1.weight", []int{192, 48}},
	})
	hints := MetadataHints(map[string]string{"pixel_unshuffle": "2", "norm_num_groups": "16", "prediction_type": "v_prediction", "sample_size": "64"})
	configs, err := ConfigFromShapes(hints, targets)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"attention":[false],"channels":[48],"cross":0,"embed":0,"groups":16,"head_dim":64,"hidden":0,"in":3,"layers":1,"learned_variance":false,"out":3,"prediction":"v","scale_shift":true,"schedule":"cosine","size":64,"time_dim":192,"tokens":0,"unshuffle":2}`
	if got := string(configs["decoder"]); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestConfigRefuses(t *testing.T) {
	priorTargets := translated(t, "prior", checkpointShapes(t, "diffusers", "prior"))
	text, image := towers()
	for _, c := range []struct {
		name, hints, want string
		targets           []Target
	}{
		{"activation", `{"hidden_act":"relu"}`, "hidden_act", translated(t, "text_encoder", text)},
		{"activation of images", `{"hidden_act":"relu"}`, "hidden_act", translated(t, "image_encoder", image)},
		{"heads", `{"num_attention_heads":7}`, "does not divide", translated(t, "text_encoder", text)},
		{"no heads", `{"num_attention_heads":0}`, "does not divide", priorTargets},
		{"prior that predicts noise", `{"prediction_type":"epsilon"}`, "predicts the sample", priorTargets},
		{"unknown prediction", `{"prediction_type":"flow"}`, "not supported", priorTargets},
		{"end of text", `{"eos_token_id":1000}`, "highest id, 49407", translated(t, "text_encoder", text)},
		{"another training", `{"num_train_timesteps":4000}`, "trained with 1000", priorTargets},
		{"another training of an upsampler", `{"num_train_timesteps":4000}`, "trained with 1000", translated(t, "super_res_first", checkpointShapes(t, "diffusers", "super_res_first"))},
		{"unknown schedule", `{"beta_schedule":"sigmoid"}`, "not supported", priorTargets},
		{"text_proj alone", `{}`, "no down blocks", translated(t, "text_proj", checkpointShapes(t, "diffusers", "text_proj"))},
		{"groups", `{"norm_num_groups":48}`, "does not divide", translated(t, "super_res_first", checkpointShapes(t, "diffusers", "super_res_first"))},
		{"fold", `{"pixel_unshuffle":4}`, "do not fold", translated(t, "super_res_first", checkpointShapes(t, "diffusers", "super_res_first"))},
	} {
		hints, err := ParseHints([]byte(c.hints))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ConfigFromShapes(hints, c.targets); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := ParseHints([]byte("{")); err == nil {
		t.Error("accepted half a config.json")
	}
}
