// Package prior builds P(z_i | y), the networks that imagine a CLIP image
// embedding for a caption (paper section 2.2).
package prior

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
)

// Config describes the diffusion prior.
type Config struct {
	Width    int     `json:"width"`
	Layers   int     `json:"layers"`
	Heads    int     `json:"heads"`
	Embed    int     `json:"embed"`   // dimensions of z_i and z_t
	Context  int     `json:"context"` // caption tokens
	Hidden   int     `json:"hidden"`  // width of the text tower; 0 means Embed
	Clip     float64 `json:"clip"`    // bound of the predicted x0, whitened space
	Schedule string  `json:"schedule"`
}

// text is the width of caption hidden states.
func (c Config) text() int {
	if c.Hidden > 0 {
		return c.Hidden
	}
	return c.Embed
}

// Diffusion builds the decoder-only transformer over the paper's sequence:
// caption tokens, z_t, time, noised z_i, and a final query whose output is the
// prediction of the unnoised (whitened) z_i. Attention is causal, so the caption
// and z_t form a prefix that no step changes: it runs in the Prompt pass.
//
// Inputs, for batch rows and n ≤ Context caption tokens: "hidden" [batch, n, text
// width], "zt" [batch, Embed], "mask" [batch, n+1] (1 = real token; z_t is always
// real), "noised" [batch, Embed], "time" [batch, Width] (sinusoid).
// Outputs: "x0" [batch, Embed], and "mean" and "std" [1, Embed] of z_i, which
// turn x0 back into an embedding.
func Diffusion(c Config, batch, n int) (*graph.Graph, error) {
	if n < 1 || n > c.Context {
		return nil, fmt.Errorf("prior: %d caption tokens; the model takes 1 to %d", n, c.Context)
	}
	if err := nn.CheckLayers(c.Layers); err != nil {
		return nil, fmt.Errorf("prior: %w", err)
	}
	b := graph.New()
	mask := b.Input("mask", graph.Prompt, batch, n+1)
	position := b.Weight("prior.position", graph.Vector, c.Context+4, c.Width)
	prefix := captionTokens(b, c, batch, n, position)
	query := queryTokens(b, c, batch, position)
	block := nn.Block{Heads: c.Heads, Act: graph.GELU, Causal: true}
	for i := range c.Layers {
		path := fmt.Sprintf("prior.block.%d", i)
		next, kv := block.Extend(b, path, prefix, nil, mask)
		query, _ = block.Extend(b, path, query, &kv, mask)
		prefix = next
	}
	last := b.Reshape(b.Slice(nn.LayerNorm(b, "prior.norm", query), 1, 2, 3), batch, c.Width)
	b.Output("mean", b.Slice(b.Weight("prior.mean", graph.Vector, 1, c.Embed), 0, 0, 1))
	b.Output("std", b.Slice(b.Weight("prior.std", graph.Vector, 1, c.Embed), 0, 0, 1))
	b.Output("x0", nn.Linear(b, "prior.out", last, c.Embed))
	return b.Graph()
}

// captionTokens are the caption's hidden states and z_t: [batch, n+1, Width].
func captionTokens(b *graph.Builder, c Config, batch, n int, position graph.Value) graph.Value {
	hidden := nn.Linear(b, "prior.text_hidden", b.Input("hidden", graph.Prompt, batch, n, c.text()), c.Width)
	zt := nn.Linear(b, "prior.text_embedding", b.Input("zt", graph.Prompt, batch, c.Embed), c.Width)
	x := b.Concat(1, hidden, b.Reshape(zt, batch, 1, c.Width))
	// Pads are cut off, so z_t keeps the row behind the whole context.
	rows := b.Concat(0, b.Slice(position, 0, 0, n), b.Slice(position, 0, c.Context, c.Context+1))
	return b.Add(x, rows)
}

// queryTokens are time, noised z_i and the learned query: [batch, 3, Width].
func queryTokens(b *graph.Builder, c Config, batch int, position graph.Value) graph.Value {
	time := nn.TimeMLP(b, "prior.time", b.Input("time", graph.Step, batch, c.Width), c.Width)
	noised := nn.Linear(b, "prior.noised", b.Input("noised", graph.Step, batch, c.Embed), c.Width)
	learned := b.Weight("prior.query", graph.Vector, 1, c.Width)
	each := make([]graph.Value, batch)
	for i := range each {
		each[i] = b.Reshape(learned, 1, 1, c.Width)
	}
	x := b.Concat(1, b.Reshape(time, batch, 1, c.Width), b.Reshape(noised, batch, 1, c.Width), b.Concat(0, each...))
	return b.Add(x, b.Slice(position, 0, c.Context+1, c.Context+4))
}
