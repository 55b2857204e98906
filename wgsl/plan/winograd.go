package plan

import (
	"unclip/models/graph"
	"unclip/wgsl"
)

// maxBinding is WebGPU's default limit of one storage binding.
const maxBinding = 128 << 20

// bandBytes bounds the transformed input, and the products, of one band of
// tiles: big pictures go through in bands that share their memory.
const bandBytes = 32 << 20

// winograd is one convolution on its way through filter, input, products and output.
type winograd struct {
	choice
	load
	p        *graph.Node
	v        graph.Value
	residual graph.Value
	doubled  bool // every pixel of the residual stands for 2×2
}

func (l *lowering) winograd(w winograd) {
	u := l.winogradFilter(w)
	TH, TW := w.tiles()
	total := w.Batch * TH * TW
	band := min(w.band(), total)
	coefs := operand{}
	if w.norm != graph.None {
		coefs = l.normCoefs(l.g.Node(w.norm), w.p)
	}
	in, products := l.temp(w.algorithm.planes()*band*stored4(w.IC)), l.temp(w.algorithm.planes()*band*stored8(w.OC))
	for first := 0; first < total; first += band {
		tiles := min(band, total-first)
		l.winogradInput(w, coefs, in, first, tiles)
		l.emit(w.p, l.options.Adapter.multiply(tiles), []int{w.algorithm.planes(), tiles, stored4(w.IC), stored8(w.OC)}, in, u, products)
		l.winogradOutput(w, products, first, tiles)
	}
}

// quadTiles is how many tiles fill enough of the quads' blocks of 32.
const quadTiles = 24

// multiply is the form of the products' kernel for a number of tiles. GPUs share
// loads through their caches.
func (a Adapter) multiply(tiles int) wgsl.Variant {
	const quad = "winograd_multiply_quad"
	if a.Class == CPU && a.Offers(wgsl.Specs()[quad]) && tiles >= quadTiles {
		return wgsl.Variant{Kernel: quad}
	}
	return wgsl.Variant{Kernel: "winograd_multiply"}
}

// tiles counts the tiles down and across one picture.
func (w winograd) tiles() (down, across int) {
	t := w.algorithm.tile()
	return (w.H + t - 1) / t, (w.W + t - 1) / t
}

// band is how many tiles one pass takes, whole rows of the products' kernel.
func (w winograd) band() int {
	return max(bandBytes/(4*w.algorithm.planes()*max(stored4(w.IC), stored8(w.OC)))&^7, 8)
}

// winogradFilter transforms the filters, once a prompt or at every step.
func (l *lowering) winogradFilter(w winograd) operand {
	node := l.g.Node(w.p.In[1])
	f := l.format(node)
	u := l.temp(w.filterBytes(w.algorithm) / 4)
	rate := graph.Prompt
	if !w.kept {
		rate = w.p.Rate
	}
	l.emitAt(rate, w.p, wgsl.Variant{Kernel: "winograd_filter", Element: f.Element, Choices: [4]uint8{uint8(w.algorithm.tile())}},
		[]int{stored4(w.IC), w.OC, weightStride(node), max(f.Group, 1)}, u, l.val(w.p.In[1]), l.scale(node))
	return u
}

func (l *lowering) winogradInput(w winograd, coefs, in operand, first, tiles int) {
	TH, TW := w.tiles()
	k := wgsl.Variant{Kernel: "winograd_input", Choices: [4]uint8{uint8(w.algorithm.tile()), flag(w.norm != graph.None)}}
	for _, x := range l.parts(w.x) {
		l.emit(w.p, k, []int{w.H, w.W, TH, TW, first, tiles, x.channels, x.begin, stored4(w.IC), int(flag(w.up))}, x.x, coefs, in)
	}
}

func (l *lowering) winogradOutput(w winograd, products operand, first, tiles int) {
	TH, TW := w.tiles()
	l.emit(w.p, wgsl.Variant{Kernel: "winograd_output", Choices: [4]uint8{uint8(w.algorithm.tile()), flag(w.residual != graph.None)}},
		[]int{w.H, w.W, w.OC, TH, TW, first, tiles, stored8(w.OC), stored4(w.OC), int(flag(w.doubled))},
		products, l.val(w.p.In[2]), l.val(w.residual), l.val(w.v))
}
