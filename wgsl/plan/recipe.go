package plan

import (
	"slices"

	"unclip/wgsl"
)

// Recipe is one vetted way to compute a task: a kernel and its tile, or for a
// convolution also an algorithm.
type Recipe struct {
	Kernel    string
	Tile      uint8
	Algorithm Algorithm
}

// Tuned are recipes that were measured on a device, by Task.String.
type Tuned map[string]Recipe

// The first kernel of each way of attention.
const (
	threeKernels = "attention_scores"
	quads        = "attention_scores_quad" // the three kernels, two of them by quads
	flash        = "attention_flash"
	subgroup     = "attention_subgroup"
)

// recipe is the tuned one where it still is among those that can compute the
// task, else the first.
func (o Options) recipe(t Task) Recipe {
	list := Recipes(o.Adapter, t)
	if r, ok := o.Tuned[t.String()]; ok && slices.Contains(list, r) {
		return r
	}
	return list[0]
}

// Recipes lists the ways to compute a task on an adapter, at most eight; the
// first is the default.
func Recipes(a Adapter, t Task) []Recipe {
	switch {
	case t.Op == Attention:
		return attentions(a, t)
	case t.Op == Conv && a.Class == GPU:
		return append(tilings(a, t, "conv"), winograds(t)...)
	case t.Op == Conv:
		return []Recipe{{Kernel: "conv"}}
	case a.Class == GPU:
		return append(tilings(a, t, "matmul"), Recipe{Kernel: "matmul"})
	case a.quads(t):
		return []Recipe{{Kernel: "matmul_quad"}, {Kernel: "matmul"}}
	}
	return []Recipe{{Kernel: "matmul"}}
}

// quads tells whether invocations had better swap what they load: on a CPU, where
// there are rows enough for their blocks of 32×16.
func (a Adapter) quads(t Task) bool {
	return a.Class == CPU && a.Offers(wgsl.Specs()[quads]) && t.M >= 32 && t.N >= 16
}

// attentions are the ways of attention. CPUs with wide subgroups are fastest with
// these, and have no use for workgroup memory.
func attentions(a Adapter, t Task) []Recipe {
	list := []Recipe{{Kernel: threeKernels}}
	if a.quads(t) {
		list = []Recipe{{Kernel: quads}, {Kernel: threeKernels}}
	}
	if t.N > wgsl.FlashDim {
		return list
	}
	if a.Offers(wgsl.Specs()[subgroup]) {
		list = append([]Recipe{{Kernel: subgroup}}, list...)
	}
	if a.Class == GPU {
		list = append([]Recipe{{Kernel: flash}}, list...)
	}
	return list
}

// tilings are the tiles of a kernel, and two of its form in halves where the
// weights are packed: their own rounding is coarser than that of halves.
func tilings(a Adapter, t Task, kernel string) []Recipe {
	first := enough(t)
	list := []Recipe{{Kernel: kernel + "_tiled", Tile: first}}
	for tile := range uint8(len(wgsl.Tiles)) {
		if tile != first {
			list = append(list, Recipe{Kernel: kernel + "_tiled", Tile: tile})
		}
	}
	if t.Element == wgsl.F32 || !a.Offers(wgsl.Specs()[kernel+"_half"]) {
		return list
	}
	return append([]Recipe{{Kernel: kernel + "_half", Tile: first}}, list...)
}

// busy is how many workgroups keep a middling GPU busy.
const busy = 96

// enough is the largest of the square tiles that makes enough workgroups.
func enough(t Task) uint8 {
	for _, tile := range []uint8{0, 1} {
		rows, columns := wgsl.Tiles[tile][0], wgsl.Tiles[tile][1]
		if (t.M+rows-1)/rows*((t.N+columns-1)/columns) >= busy {
			return tile
		}
	}
	return 3
}

// winograds are the transforms that pay where each serves many products.
func winograds(t Task) []Recipe {
	var list []Recipe
	for _, algorithm := range []Algorithm{F2, F4} {
		if t.Conv.Allows(algorithm) {
			list = append(list, Recipe{Kernel: "conv", Algorithm: algorithm})
		}
	}
	return list
}
