// Package clip builds the two towers of CLIP (Radford et al. 2021) as unCLIP
// uses them: the text tower gives z_t and the hidden states that prior and
// decoder attend to, the image tower gives z_i.
package clip

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
)

// TextConfig describes a text tower.
type TextConfig struct {
	Vocab      int    `json:"vocab"`
	Context    int    `json:"context"` // tokens, 77 in every published CLIP
	Width      int    `json:"width"`
	Layers     int    `json:"layers"`
	Heads      int    `json:"heads"`
	Embed      int    `json:"embed"` // dimensions of z_t
	Activation string `json:"activation"`
}

// Text builds the text tower for batch rows of n ≤ Context tokens each. The
// attention is causal, so trailing pads may be cut off without changing z_t.
// Inputs: ids [batch·n] and eot [batch], the row of each prompt's end token in
// the flattened batch. Outputs: "zt" [batch, Embed], "hidden" [batch, n, Width].
func Text(c TextConfig, batch, n int) (*graph.Graph, error) {
	if n > c.Context {
		return nil, fmt.Errorf("clip: %d tokens exceed the context of %d; truncate the prompt", n, c.Context)
	}
	act, err := activation(c.Activation)
	if err != nil {
		return nil, err
	}
	if err := nn.CheckLayers(c.Layers); err != nil {
		return nil, fmt.Errorf("clip: %w", err)
	}
	b := graph.New()
	ids, eot := b.IDs("ids", graph.Prompt, batch*n), b.IDs("eot", graph.Prompt, batch)
	table := b.Weight("text.token.weight", graph.Table, c.Vocab, c.Width)
	position := b.Weight("text.position", graph.Vector, c.Context, c.Width)
	x := b.Reshape(b.Gather("text.token", table, ids), batch, n, c.Width)
	x = b.Add(x, b.Slice(position, 0, 0, n))
	block := nn.Block{Heads: c.Heads, Act: act, Causal: true}
	for i := range c.Layers {
		x = block.Whole(b, fmt.Sprintf("text.block.%d", i), x, graph.None)
	}
	hidden := nn.LayerNorm(b, "text.norm", x)
	b.Output("hidden", hidden)
	b.Output("zt", nn.Project(b, "text.projection", b.Gather("text.eot", hidden, eot), c.Embed))
	return b.Graph()
}

func activation(name string) (graph.Act, error) {
	switch name {
	case "quick_gelu":
		return graph.QuickGELU, nil
	case "gelu":
		return graph.GELU, nil
	}
	return 0, fmt.Errorf("clip: unknown activation %q; use quick_gelu or gelu", name)
}
