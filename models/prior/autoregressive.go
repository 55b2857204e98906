package prior

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
)

// ARConfig describes the autoregressive prior.
type ARConfig struct {
	Width      int `json:"width"`
	Layers     int `json:"layers"`
	Heads      int `json:"heads"`
	Embed      int `json:"embed"`       // dimensions of z_i and z_t
	Context    int `json:"context"`     // caption tokens
	Hidden     int `json:"hidden"`      // width of the text tower; 0 means Embed
	Codes      int `json:"codes"`       // codes of an embedding, one a principal component
	Buckets    int `json:"buckets"`     // values of a code
	DotBuckets int `json:"dot_buckets"` // values of the dot-product token, without its null
}

func (c ARConfig) text() int {
	if c.Hidden > 0 {
		return c.Hidden
	}
	return c.Embed
}

// check refuses configurations that no prior can have.
func (c ARConfig) check(n int) error {
	switch {
	case n < 1 || n > c.Context:
		return fmt.Errorf("prior: %d caption tokens; the model takes 1 to %d", n, c.Context)
	case nn.CheckLayers(c.Layers) != nil || c.Heads < 1 || c.Heads > c.Width || c.Codes < 1 || c.Buckets < 2 || c.DotBuckets < 1 || c.Width%(4*c.Heads) != 0:
		return fmt.Errorf("prior: %d layers of %d heads over %d, %d codes of %d buckets; check the prior_ar config", c.Layers, c.Heads, c.Width, c.Codes, c.Buckets)
	}
	return nil
}

// Autoregressive builds the transformer that imagines z_i code by code (paper
// section 2.2): caption tokens, z_t and the dot-product token are the prefix,
// which runs in the Prompt pass; a step reads one code and gives the logits of
// the next. The keys and values of earlier codes are the host's to keep.
//
// Inputs of Prompt rate, for batch rows and n ≤ Context caption tokens: "hidden"
// [batch, n, text width], "zt" [batch, Embed], "dot" [batch] (DotBuckets is the
// null), "mask" [batch, n+2] (1 = real). Of Step rate: "code" [batch] (the code
// just drawn), "place" [batch] (its row among the positions, see Place), "cache"
// [batch, 2·Layers·Codes, Width] (of each layer the keys, then the values, of
// all codes), "seen" [batch, n+2+Codes] (the mask, then 1 for codes in the cache).
// Outputs: "first" [batch, Buckets], the logits of code 0, known after the Prompt
// pass; "logits" [batch, Buckets]; "fresh" [batch, 2·Layers, Width], the code's
// own keys and values.
func Autoregressive(c ARConfig, batch, n int) (*graph.Graph, error) {
	if err := c.check(n); err != nil {
		return nil, err
	}
	b := graph.New()
	a := &autoregressive{ARConfig: c, b: b, batch: batch, n: n,
		position: b.Weight("prior_ar.position", graph.Vector, c.Context+2+c.Codes, c.Width)}
	kept := a.prefix()
	a.step(kept)
	return b.Graph()
}

// Place is the row of code k among the positions.
func (c ARConfig) Place(k int) int { return c.Context + 2 + k }

// autoregressive is the prior under construction.
type autoregressive struct {
	ARConfig
	b        *graph.Builder
	batch, n int
	position graph.Value
}

func (a *autoregressive) path(layer int) string { return fmt.Sprintf("prior_ar.block.%d", layer) }

// prefix runs the tokens that no code changes, and gives each layer's keys and
// values.
func (a *autoregressive) prefix() []nn.KeysValues {
	b, batch, n := a.b, a.batch, a.n
	mask := b.Input("mask", graph.Prompt, batch, n+2)
	hidden := nn.Linear(b, "prior_ar.text_hidden", b.Input("hidden", graph.Prompt, batch, n, a.text()), a.Width)
	zt := nn.Linear(b, "prior_ar.text_embedding", b.Input("zt", graph.Prompt, batch, a.Embed), a.Width)
	table := b.Weight("prior_ar.dot", graph.Vector, a.DotBuckets+1, a.Width)
	dot := b.Gather("prior_ar.dot", table, b.IDs("dot", graph.Prompt, batch))
	x := b.Concat(1, hidden, b.Reshape(zt, batch, 1, a.Width), b.Reshape(dot, batch, 1, a.Width))
	// Pads are cut off, so what follows keeps its rows behind the whole context.
	x = b.Add(x, b.Concat(0, b.Slice(a.position, 0, 0, n), b.Slice(a.position, 0, a.Context, a.Context+2)))
	block := nn.Block{Heads: a.Heads, Act: graph.GELU, Causal: true}
	kept := make([]nn.KeysValues, a.Layers)
	for i := range kept {
		x, kept[i] = block.Extend(b, a.path(i), x, nil, mask)
	}
	b.Output("first", a.logits(b.Slice(x, 1, n+1, n+2)))
	return kept
}

// step runs one code behind the prefix and the cache, all of which it sees.
func (a *autoregressive) step(kept []nn.KeysValues) {
	b, batch := a.b, a.batch
	seen := b.Input("seen", graph.Step, batch, a.n+2+a.Codes)
	cache := b.Input("cache", graph.Step, batch, 2*a.Layers*a.Codes, a.Width)
	table := b.Weight("prior_ar.code.weight", graph.Table, a.Buckets, a.Width)
	code := b.Gather("prior_ar.code", table, b.IDs("code", graph.Step, batch))
	place := b.Gather("prior_ar.place", a.position, b.IDs("place", graph.Step, batch))
	x := b.Reshape(b.Add(code, place), batch, 1, a.Width)
	block := nn.Block{Heads: a.Heads, Act: graph.GELU}
	var fresh []graph.Value
	for i, before := range kept {
		at := 2 * i * a.Codes
		before.K = b.Concat(1, before.K, b.Slice(cache, 1, at, at+a.Codes))
		before.V = b.Concat(1, before.V, b.Slice(cache, 1, at+a.Codes, at+2*a.Codes))
		var own nn.KeysValues
		x, own = block.Extend(b, a.path(i), x, &before, seen)
		fresh = append(fresh, own.K, own.V)
	}
	b.Output("fresh", b.Concat(1, fresh...))
	b.Output("logits", a.logits(x))
}

// logits of the code that follows a token [batch, 1, Width].
func (a *autoregressive) logits(x graph.Value) graph.Value {
	x = a.b.Reshape(nn.LayerNorm(a.b, "prior_ar.norm", x), a.batch, a.Width)
	return nn.Linear(a.b, "prior_ar.out", x, a.Buckets)
}
