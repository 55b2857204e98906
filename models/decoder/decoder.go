// Package decoder builds P(x | z_i, y) at 64×64: a U-Net that is told z_i in
// its time embedding and as four extra context tokens beside the caption
// (paper section 2.1).
package decoder

import (
	"unclip/models/graph"
	"unclip/models/nn"
	"unclip/models/unet"
)

// Config describes the decoder.
type Config struct {
	unet.Config
	Embed           int    `json:"embed"`  // dimensions of z_i and z_t
	Hidden          int    `json:"hidden"` // width of caption hidden states; 0 means Embed
	Tokens          int    `json:"tokens"` // context tokens made of z_i, 4 in the paper
	Prediction      string `json:"prediction"`
	LearnedVariance bool   `json:"learned_variance"`
	Schedule        string `json:"schedule"`
}

func (c Config) text() int {
	if c.Hidden > 0 {
		return c.Hidden
	}
	return c.Embed
}

// Graph builds the decoder for batch rows and n caption tokens.
//
// Inputs: "zi", "zt" [batch, Embed], "zi_row" [batch] (the row of zi that each
// row of the batch uses; batch means the learned null embedding), "hidden" [batch, n, text width], "mask"
// [batch, Tokens+n] (1 = real; the tokens of z_i are always real), all of Prompt
// rate; "x" [batch, Size, Size, In] and "time" [batch, Channels[0]] of Step rate.
// Output: "out" [batch, Size, Size, Out].
func Graph(c Config, batch, n int) (*graph.Graph, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	b := graph.New()
	given := b.Input("zi", graph.Prompt, batch, c.Embed)
	null := b.Weight("decoder.zi_null", graph.Vector, 1, c.Embed)
	zi := b.Gather("decoder.zi", b.Concat(0, given, null), b.IDs("zi_row", graph.Prompt, batch))
	zt := b.Input("zt", graph.Prompt, batch, c.Embed)
	hidden := b.Input("hidden", graph.Prompt, batch, n, c.text())
	mask := b.Input("mask", graph.Prompt, batch, c.Tokens+n)
	x := b.Input("x", graph.Step, batch, c.Size, c.Size, c.In)
	time := unet.TimeEmbedding(b, "decoder", c.Config, b.Input("time", graph.Step, batch, c.Channels[0]))

	told := b.Add(nn.Linear(b, "decoder.zt_to_time", zt, c.TimeDim), nn.Linear(b, "decoder.zi_to_time", zi, c.TimeDim))
	cond := unet.Conditioning{Time: b.Add(time, told), Context: context(b, c, batch, zi, hidden), Mask: mask}
	b.Output("out", unet.Build(b, "decoder", c.Config, x, cond))
	return b.Graph()
}

// context joins the tokens of z_i and the caption: [batch, Tokens+n, Cross].
func context(b *graph.Builder, c Config, batch int, zi, hidden graph.Value) graph.Value {
	tokens := b.Reshape(nn.Linear(b, "decoder.zi_to_tokens", zi, c.Tokens*c.Cross), batch, c.Tokens, c.Cross)
	text := nn.LayerNorm(b, "decoder.context_norm", nn.Linear(b, "decoder.text_to_context", hidden, c.Cross))
	return b.Concat(1, tokens, text)
}
