package dialect

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"unclip/models/weights"
)

// checkpointShapes reads the names and shapes of the published Karlo files.
func checkpointShapes(t *testing.T, dialect, kind string) []Tensor {
	t.Helper()
	b, err := os.ReadFile("testdata/karlo_shapes_" + dialect + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string][]int
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	var list []Tensor
	for name, shape := range all[kind] {
		list = append(list, Tensor{name, shape})
	}
	return list
}

func parameters(targets []Target) int {
	sum := 0
	for _, t := range targets {
		n := 1
		for _, d := range t.Shape {
			n *= d
		}
		sum += n
	}
	return sum
}

// towers lists CLIP ViT-L/14 under the names of Hugging Face.
func towers() (text, image []Tensor) {
	linear := func(list *[]Tensor, name string, n, k int) {
		*list = append(*list, Tensor{name + ".weight", []int{n, k}}, Tensor{name + ".bias", []int{n}})
	}
	norm := func(list *[]Tensor, name string, n int) {
		*list = append(*list, Tensor{name + ".weight", []int{n}}, Tensor{name + ".bias", []int{n}})
	}
	blocks := func(list *[]Tensor, model string, layers, w int) {
		for i := range layers {
			at := fmt.Sprintf("%s.encoder.layers.%d.", model, i)
			for _, p := range []string{"q", "k", "v", "out"} {
				linear(list, at+"self_attn."+p+"_proj", w, w)
			}
			norm(list, at+"layer_norm1", w)
			norm(list, at+"layer_norm2", w)
			linear(list, at+"mlp.fc1", 4*w, w)
			linear(list, at+"mlp.fc2", w, 4*w)
		}
	}
	blocks(&text, "text_model", 12, 768)
	norm(&text, "text_model.final_layer_norm", 768)
	text = append(text, Tensor{"text_model.embeddings.token_embedding.weight", []int{49408, 768}},
		Tensor{"text_model.embeddings.position_embedding.weight", []int{77, 768}}, Tensor{"text_projection.weight", []int{768, 768}})
	blocks(&image, "vision_model", 24, 1024)
	norm(&image, "vision_model.pre_layrnorm", 1024)
	norm(&image, "vision_model.post_layernorm", 1024)
	image = append(image, Tensor{"vision_model.embeddings.class_embedding", []int{1024}},
		Tensor{"vision_model.embeddings.patch_embedding.weight", []int{1024, 3, 14, 14}},
		Tensor{"vision_model.embeddings.position_embedding.weight", []int{257, 1024}}, Tensor{"visual_projection.weight", []int{768, 1024}})
	return text, image
}

// Counts and sums of the published files; the map loses nothing.
func TestKarloDiffusers(t *testing.T) {
	text, image := towers()
	for _, c := range []struct {
		kind       string
		tensors    []Tensor
		count, sum int
	}{
		{"text_encoder", append(text, Tensor{"text_model.embeddings.position_ids", []int{1, 77}}), 197, 123_650_304},
		{"image_encoder", append(image, Tensor{"vision_model.embeddings.position_ids", []int{1, 257}}), 392, 303_966_208},
		{"prior", checkpointShapes(t, "diffusers", "prior"), 338, 1_022_030_080},
		{"text_proj", checkpointShapes(t, "diffusers", "text_proj"), 11, 7_878_400},
		{"decoder", checkpointShapes(t, "diffusers", "decoder"), 716, 885_439_686},
		{"super_res_first", checkpointShapes(t, "diffusers", "super_res_first"), 408, 691_579_523},
		{"super_res_last", checkpointShapes(t, "diffusers", "super_res_last"), 408, 691_579_523},
	} {
		targets, err := Diffusers(c.kind, c.tensors)
		if err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		if len(targets) != c.count || parameters(targets) != c.sum {
			t.Errorf("%s: %d tensors of %d parameters, want %d of %d", c.kind, len(targets), parameters(targets), c.count, c.sum)
		}
		checkTargets(t, targets)
	}
}

// checkTargets requires names of our own and shapes that can be stored.
func checkTargets(t *testing.T, targets []Target) {
	t.Helper()
	for _, x := range targets {
		if _, err := weights.LayoutOf(x.Kind, weights.F32, x.Shape, 0); err != nil {
			t.Errorf("%s: %v", x.Name, err)
		}
		if !slices.Contains(Stages, StageOf(x.Name)) {
			t.Errorf("%s belongs to no stage", x.Name)
		}
		for _, foreign := range []string{"block_", "blocks", "to_q", "proj", "resnets", "layers", "linear", "model"} {
			if strings.Contains(strings.Replace(x.Name, "projection", "", 1), foreign) {
				t.Errorf("%s still holds %q", x.Name, foreign)
			}
		}
	}
}

// Both dialects of the same network become the same tensors.
func TestKarloOriginal(t *testing.T) {
	text, image := towers()
	for _, c := range []struct {
		kind     string
		original string
		parts    map[string][]Tensor // of diffusers; nil means the published shapes
		drop     []string            // which the original keeps elsewhere
	}{
		{"clip", "clip_vitl14", map[string][]Tensor{"clip": append(append(text, image...), Tensor{"logit_scale", []int{}})}, nil},
		{"prior", "prior", map[string][]Tensor{"prior": nil}, []string{"prior.mean", "prior.std"}},
		{"decoder", "decoder", map[string][]Tensor{"decoder": nil, "text_proj": nil}, nil},
		{"super_res", "sr", map[string][]Tensor{"super_res_first": nil, "super_res_last": nil}, nil},
	} {
		var want []string
		for kind, tensors := range c.parts {
			if tensors == nil {
				tensors = checkpointShapes(t, "diffusers", kind)
			}
			targets, err := Diffusers(kind, tensors)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range targets {
				if !slices.Contains(c.drop, x.Name) {
					want = append(want, fmt.Sprint(x.Name, x.Kind, x.Shape))
				}
			}
		}
		slices.Sort(want)
		tensors := checkpointShapes(t, "original", c.original)
		targets, err := Original(c.kind, KarloHeadDim, tensors)
		if err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		var got []string
		for _, x := range targets {
			got = append(got, fmt.Sprint(x.Name, x.Kind, x.Shape))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d tensors, diffusers has %d", c.kind, len(got), len(want))
			for i := range min(len(got), len(want)) {
				if got[i] != want[i] {
					t.Errorf("first difference: %s, diffusers %s", got[i], want[i])
					break
				}
			}
		}
		if kind, original := Detect("file", tensors); kind != c.kind || !original {
			t.Errorf("%s was detected as %q, original %v", c.kind, kind, original)
		}
	}
}

// Two fixed points of the table of blocks in the original's flat numbering.
func TestKarloBlocks(t *testing.T) {
	targets, err := Original("decoder", KarloHeadDim, checkpointShapes(t, "original", "decoder"))
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{}
	for _, x := range targets {
		from[x.Name] = x.From
	}
	for name, want := range map[string]string{
		"decoder.down.0.sampler.conv1.weight": "model.input_blocks.4.0.in_layers.2.weight",
		"decoder.down.1.res.0.skip.weight":    "model.input_blocks.5.0.skip_connection.weight",
		"decoder.down.3.attn.2.q.weight":      "model.input_blocks.15.1.qkv.weight",
		"decoder.mid.attn.context_v.bias":     "model.middle_block.1.encoder_kv.bias",
		"decoder.mid.res.1.norm2.gain":        "model.middle_block.2.out_layers.0.weight",
		"decoder.up.0.sampler.conv2.weight":   "model.output_blocks.3.2.out_layers.3.weight",
		"decoder.up.1.res.0.conv1.weight":     "model.output_blocks.4.0.in_layers.2.weight",
		"decoder.up.3.res.3.time.weight":      "model.output_blocks.15.0.emb_layers.1.weight",
		"decoder.zi_to_tokens.weight":         "model.clip_tok_proj.weight",
		"decoder.up.2.attn.1.out.weight":      "model.output_blocks.9.1.proj_out.weight",
		"decoder.norm_out.gain":               "model.out.0.weight",
		"decoder.up.2.sampler.norm1.bias":     "model.output_blocks.11.2.in_layers.0.bias",
		"decoder.down.2.sampler.time.weight":  "model.input_blocks.12.0.emb_layers.1.weight",
		"decoder.text_to_context.bias":        "model.text_seq_proj.0.bias",
		"decoder.context_norm.gain":           "model.text_seq_proj.1.weight",
		"decoder.zi_null":                     "model.cf_param",
		"decoder.down.0.res.2.conv2.bias":     "model.input_blocks.3.0.out_layers.3.bias",
		"decoder.time.2.weight":               "model.time_embed.2.weight",
		"decoder.in.weight":                   "model.input_blocks.0.0.weight",
	} {
		if from[name] != want {
			t.Errorf("%s comes from %q, want %q", name, from[name], want)
		}
	}
}
