// Package upsample builds the convolution-only diffusion upsamplers, 64→256
// and 256→1024 (paper section 2.1).
package upsample

import (
	"unclip/models/graph"
	"unclip/models/unet"
)

// Config describes an upsampler. In counts the channels of x_t and of the
// enlarged low-resolution picture together.
type Config struct {
	unet.Config
	Prediction string `json:"prediction"`
	Schedule   string `json:"schedule"`
}

// Graph builds one upsampler, whose weights live under path ("upsample" or
// "upsample_last"), for pictures of height and width size.
//
// Inputs: "low" [batch, size, size, In/2] (the small picture, enlarged
// bicubically) of Prompt rate; "x" of the same shape and "time" [batch,
// Channels[0]] of Step rate. Output: "out" [batch, size, size, Out].
func Graph(c Config, path string, batch, size int) (*graph.Graph, error) {
	c.Size = size
	if err := c.Check(); err != nil {
		return nil, err
	}
	b := graph.New()
	low := b.Input("low", graph.Prompt, batch, size, size, c.In/2)
	x := b.Input("x", graph.Step, batch, size, size, c.In/2)
	time := unet.TimeEmbedding(b, path, c.Config, b.Input("time", graph.Step, batch, c.Channels[0]))
	cond := unet.Conditioning{Time: time, Context: graph.None, Mask: graph.None}
	b.Output("out", unet.Build(b, path, c.Config, b.Concat(3, x, low), cond))
	return b.Graph()
}
