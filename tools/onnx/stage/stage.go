// Package stage builds the graph of any stage of a model under the names of
// published checkpoints.
package stage

import (
	"fmt"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/unclip"
	"unclip/models/upsample"
)

// Size is the size of a network's inputs.
type Size struct {
	Batch  int // pictures or captions; guided stages take two rows a picture
	Tokens int // caption tokens
	Pixels int // of the side of an upsampler's picture; 0 is the model's own
}

// Names are the names that Graph knows, in the order of the pipeline.
var Names = []string{"text_encoder", "image_encoder", "prior", "prior_ar", "codebook", "text_proj", "decoder", "super_res_first", "super_res_last"}

// Of is the stage of a manifest that holds the weights of a named stage, or "".
func Of(name string) string { return ours[name] }

// ours maps the names of published checkpoints to the stages of a manifest. Nobody
// has published an autoregressive prior: its two keep our names.
var ours = map[string]string{"text_encoder": "text", "image_encoder": "image", "prior": "prior", "prior_ar": "prior_ar", "codebook": "codebook",
	"text_proj": "decoder", "decoder": "decoder", "super_res_first": "upsample", "super_res_last": "upsample_last"}

// Graph builds a stage's graph, the one that the engine runs.
func Graph(c *unclip.Config, name string, s Size) (*graph.Graph, error) {
	stage, known := ours[name]
	if !known {
		return nil, fmt.Errorf("unknown stage %q; use one of %v", name, Names)
	}
	if !c.Has(stage) {
		return nil, fmt.Errorf("the model has no %s stage; choose a model with one, see tools/convert", stage)
	}
	switch stage {
	case "text":
		return clip.Text(c.Text, s.Batch, s.Tokens)
	case "image":
		return clip.Image(c.Image, s.Batch)
	case "prior":
		return prior.Diffusion(c.Prior, s.Batch, s.Tokens)
	case "prior_ar":
		return prior.Autoregressive(c.PriorAR, s.Batch, s.Tokens)
	case "codebook":
		return prior.Codebook(c.Codebook)
	case "decoder":
		return decoder.Graph(c.Decoder, s.Batch, s.Tokens)
	}
	network := c.Upsampler(stage)
	return upsample.Graph(network, stage, s.Batch, orElse(s.Pixels, network.Size))
}

func orElse(n, other int) int {
	if n == 0 {
		return other
	}
	return n
}
