package unclip

import (
	"fmt"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/graph"
	"unclip/models/prior"
	"unclip/models/upsample"
)

// Blueprint is a network to be loaded, for a batch of rows.
type Blueprint struct {
	Stage string // whose weights it needs
	Key   string // within a stage, equal keys are the same network
	Rows  int    // of the batch
	Build func(rows int) (*graph.Graph, error)

	// Part moves an entry of an index input into the part of the batch that
	// begins at row from and has so many rows; without it the batch cannot be
	// computed in parts.
	Part func(id int32, from, rows int) int32
}

// FirstPicture are the networks of a picture with the settings that a page
// starts with, for captions of the usual lengths: few tokens and more take
// different kernels.
func (c *Config) FirstPicture() (list []Blueprint) {
	for _, tokens := range []int{captionStep, 2 * captionStep} {
		n := min(tokens, c.Text.Context)
		for _, b := range []Blueprint{c.textNetwork(2, n), c.priorNetwork(Defaults().Candidates, n), c.decoderNetwork(2, n)} {
			if c.Has(b.Stage) {
				list = append(list, b)
			}
		}
	}
	return list
}

// Networks is one network of every stage that the model has, as small as they come.
func (c *Config) Networks() (list []Blueprint) {
	for _, b := range []Blueprint{c.textNetwork(1, 1), c.imageNetwork(), c.priorNetwork(1, 1), c.priorARNetwork(1, 1), c.codebookNetwork(), c.decoderNetwork(1, 1),
		c.upsampleNetwork("upsample", c.Upsample.Size), c.upsampleNetwork("upsample_last", c.UpsampleLast.Size)} {
		if c.Has(b.Stage) {
			list = append(list, b)
		}
	}
	return list
}

// textNetwork is the text tower for some captions, of n tokens each.
func (c *Config) textNetwork(captions, n int) Blueprint {
	return Blueprint{Stage: "text", Key: fmt.Sprintf("text/%d/%d", captions, n), Rows: captions,
		Build: func(rows int) (*graph.Graph, error) { return clip.Text(c.Text, rows, n) }}
}

// imageNetwork is the image tower for one picture.
func (c *Config) imageNetwork() Blueprint {
	return Blueprint{Stage: "image", Key: "image/1", Rows: 1,
		Build: func(rows int) (*graph.Graph, error) { return clip.Image(c.Image, rows) }}
}

// priorNetwork is the diffusion prior for both branches of k candidates. It
// takes no indices.
func (c *Config) priorNetwork(k, n int) Blueprint {
	return Blueprint{Stage: "prior", Key: fmt.Sprintf("prior/%d/%d", 2*k, n), Rows: 2 * k,
		Build: func(rows int) (*graph.Graph, error) { return prior.Diffusion(c.Prior, rows, n) },
		Part:  func(id int32, _, _ int) int32 { return id }}
}

// priorARNetwork is the autoregressive prior for a batch of both branches.
func (c *Config) priorARNetwork(k, n int) Blueprint {
	return Blueprint{Stage: "prior_ar", Key: fmt.Sprintf("prior_ar/%d/%d", k, n), Rows: k,
		Build: func(rows int) (*graph.Graph, error) { return prior.Autoregressive(c.PriorAR, rows, n) },
		Part:  func(id int32, _, _ int) int32 { return id }}
}

// codebookNetwork is the tables of the autoregressive prior.
func (c *Config) codebookNetwork() Blueprint {
	return Blueprint{Stage: "codebook", Key: "codebook", Rows: 1,
		Build: func(int) (*graph.Graph, error) { return prior.Codebook(c.Codebook) }}
}

// decoderNetwork is the decoder for the rows of a guidance. Behind the rows of
// z_i lies the null embedding.
func (c *Config) decoderNetwork(k, n int) Blueprint {
	return Blueprint{Stage: "decoder", Key: fmt.Sprintf("decoder/%d/%d", k, n), Rows: k,
		Build: func(rows int) (*graph.Graph, error) { return decoder.Graph(c.Decoder, rows, n) },
		Part: func(id int32, from, rows int) int32 {
			if id == int32(k) {
				return int32(rows)
			}
			return id - int32(from)
		}}
}

// upsampleNetwork is an upsampler, "upsample" or "upsample_last", for one tile.
func (c *Config) upsampleNetwork(stage string, size int) Blueprint {
	return Blueprint{Stage: stage, Key: fmt.Sprintf("%s/%d", stage, size), Rows: 1,
		Build: func(rows int) (*graph.Graph, error) { return upsample.Graph(c.Upsampler(stage), stage, rows, size) }}
}
