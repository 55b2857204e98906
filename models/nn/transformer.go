package nn

import (
	"fmt"

	"unclip/models/graph"
)

// maxLayers is twice as many as the deepest published CLIP has.
const maxLayers = 64

// CheckLayers refuses numbers of layers that no transformer of the paper has: a
// configuration is not trusted, and each layer is built before its weights are missed.
func CheckLayers(n int) error {
	if n < 1 || n > maxLayers {
		return fmt.Errorf("nn: %d transformer layers; 1 to %d are possible", n, maxLayers)
	}
	return nil
}

// Block is one pre-norm transformer layer over x [B, L, C].
type Block struct {
	Heads  int
	Act    graph.Act
	Causal bool
}

// Whole runs the block over a whole sequence; mask [B, L] or graph.None.
func (t Block) Whole(b *graph.Builder, path string, x, mask graph.Value) graph.Value {
	y, _ := t.Extend(b, path, x, nil, mask)
	return y
}

// KeysValues are the keys and values of a sequence in one layer.
type KeysValues struct{ K, V graph.Value }

// Extend runs the block over tokens x that follow an earlier segment (nil for
// none), whose keys and values it attends to first; mask covers the first
// segment. It returns the keys and values of x for the tokens that follow.
func (t Block) Extend(b *graph.Builder, path string, x graph.Value, before *KeysValues, mask graph.Value) (graph.Value, KeysValues) {
	c := b.Shape(x).Channels()
	n := LayerNorm(b, path+".norm1", x)
	q := Linear(b, path+".attn.q", n, c)
	own := KeysValues{Linear(b, path+".attn.k", n, c), Linear(b, path+".attn.v", n, c)}
	ks, vs, offset := []graph.Value{own.K}, []graph.Value{own.V}, 0
	if before != nil {
		ks, vs = []graph.Value{before.K, own.K}, []graph.Value{before.V, own.V}
		if s := b.Shape(before.K); s != nil {
			offset = s[1]
		}
	}
	h := b.Attention(path+".attn", q, ks, vs, mask, t.Heads, t.Causal, offset)
	x = b.Add(x, Linear(b, path+".attn.out", h, c))
	return b.Add(x, MLP(b, path+".mlp", LayerNorm(b, path+".norm2", x), t.Act)), own
}
