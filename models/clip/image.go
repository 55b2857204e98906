package clip

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
)

// ImageConfig describes a vision tower (ViT).
type ImageConfig struct {
	Size       int    `json:"size"`  // pixels
	Patch      int    `json:"patch"` // pixels
	Width      int    `json:"width"`
	Layers     int    `json:"layers"`
	Heads      int    `json:"heads"`
	Embed      int    `json:"embed"` // dimensions of z_i
	Activation string `json:"activation"`
}

// Image builds the vision tower. Input: "pixels" [batch, Size, Size, 3],
// normalised by CLIP's mean and deviation. Output: "zi" [batch, Embed].
func Image(c ImageConfig, batch int) (*graph.Graph, error) {
	act, err := activation(c.Activation)
	if err != nil {
		return nil, err
	}
	if c.Patch < 1 || c.Size%c.Patch != 0 {
		return nil, fmt.Errorf("clip: patches of %d do not tile %d pixels; check the image config", c.Patch, c.Size)
	}
	if err := nn.CheckLayers(c.Layers); err != nil {
		return nil, fmt.Errorf("clip: %w", err)
	}
	b := graph.New()
	pixels := b.Input("pixels", graph.Prompt, batch, c.Size, c.Size, 3)
	filter := b.Weight("image.patch.weight", graph.Filter, c.Patch, c.Patch, 3, c.Width)
	side := c.Size / c.Patch
	patches := b.Reshape(b.Conv("image.patch", pixels, filter, graph.None, c.Patch, 0), batch, side*side, c.Width)
	class := b.Weight("image.class", graph.Vector, 1, c.Width)
	x := b.Concat(1, repeat(b, class, batch, c.Width), patches) // [batch, 1+side², Width]
	x = b.Add(x, b.Weight("image.position", graph.Vector, 1+side*side, c.Width))
	x = nn.LayerNorm(b, "image.norm_pre", x)
	block := nn.Block{Heads: c.Heads, Act: act}
	for i := range c.Layers {
		x = block.Whole(b, fmt.Sprintf("image.block.%d", i), x, graph.None)
	}
	first := b.Reshape(b.Slice(x, 1, 0, 1), batch, c.Width)
	b.Output("zi", nn.Project(b, "image.projection", nn.LayerNorm(b, "image.norm_post", first), c.Embed))
	return b.Graph()
}

// repeat copies one row for each picture of the batch.
func repeat(b *graph.Builder, row graph.Value, batch, width int) graph.Value {
	rows := make([]graph.Value, batch)
	for i := range rows {
		rows[i] = b.Reshape(row, 1, 1, width)
	}
	return b.Concat(0, rows...)
}
