// Package nn holds the layers that the paper's networks share, as functions on
// a graph builder. Weight names are paths: a layer called "prior.block.3.mlp.up"
// owns "prior.block.3.mlp.up.weight" and ".bias".
package nn

import "unclip/models/graph"

// LayerNormEps is the epsilon of every layer norm of CLIP and the prior.
const LayerNormEps = 1e-5

// Linear is x·W + b to n channels.
func Linear(b *graph.Builder, path string, x graph.Value, n int) graph.Value {
	return linear(b, path, x, n, b.Weight(path+".bias", graph.Vector, n))
}

// Project is x·W to n channels, without a bias.
func Project(b *graph.Builder, path string, x graph.Value, n int) graph.Value {
	return linear(b, path, x, n, graph.None)
}

func linear(b *graph.Builder, path string, x graph.Value, n int, bias graph.Value) graph.Value {
	k := b.Shape(x).Channels()
	return b.Linear(path, x, b.Weight(path+".weight", graph.Matrix, k, n), bias)
}

// Conv3 is a 3×3 convolution that keeps height and width.
func Conv3(b *graph.Builder, path string, x graph.Value, n int) graph.Value {
	c := b.Shape(x).Channels()
	w := b.Weight(path+".weight", graph.Filter, 3, 3, c, n)
	return b.Conv(path, x, w, b.Weight(path+".bias", graph.Vector, n), 1, 1)
}

// LayerNorm normalises channel rows.
func LayerNorm(b *graph.Builder, path string, x graph.Value) graph.Value {
	c := b.Shape(x).Channels()
	return b.LayerNorm(path, x, b.Weight(path+".gain", graph.Vector, c), b.Weight(path+".bias", graph.Vector, c), LayerNormEps)
}

// GroupNorm normalises groups of channels; scaleShift may be graph.None.
func GroupNorm(b *graph.Builder, path string, x, scaleShift graph.Value, groups int) graph.Value {
	c := b.Shape(x).Channels()
	return b.GroupNorm(path, x, b.Weight(path+".gain", graph.Vector, c), b.Weight(path+".bias", graph.Vector, c), scaleShift, groups, 1e-5)
}

// MLP is down(act(up(x))) with four times the channels inside.
func MLP(b *graph.Builder, path string, x graph.Value, act graph.Act) graph.Value {
	c := b.Shape(x).Channels()
	h := b.Act(Linear(b, path+".up", x, 4*c), act)
	return Linear(b, path+".down", h, c)
}

// TimeMLP turns a sinusoid [B, dim] into a time embedding [B, width].
func TimeMLP(b *graph.Builder, path string, sinusoid graph.Value, width int) graph.Value {
	h := b.Act(Linear(b, path+".1", sinusoid, width), graph.SiLU)
	return Linear(b, path+".2", h, width)
}
