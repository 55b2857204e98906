package kerneltest

import (
	"math"
	"math/rand/v2"

	"unclip/wgsl"
)

// Random makes n cases of random sizes, of those variants that a device offers:
// every kernel as often as any other. Equal seeds make equal cases.
func Random(seed uint64, n int, offered func(wgsl.Variant) bool) []Case {
	d := dice{rand.New(rand.NewPCG(seed, 0))}
	var names []string
	forms := map[string][]wgsl.Variant{}
	for _, v := range wgsl.Reachable() {
		if !offered(v) {
			continue
		}
		if forms[v.Kernel] == nil {
			names = append(names, v.Kernel)
		}
		forms[v.Kernel] = append(forms[v.Kernel], v)
	}
	list := make([]Case, n)
	for i := range list {
		kernel := pick(d, names)
		list[i] = shapes[kernel](d, pick(d, forms[kernel]))
	}
	return list
}

// dice draws sizes.
type dice struct{ *rand.Rand }

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// to is a size from 1 to n; small ones, where borders are, come as often as large.
func (d dice) to(n int) int {
	if d.IntN(2) == 0 {
		n = min(n, 9)
	}
	return 1 + d.IntN(n)
}

// spare is how much longer than needed rows are.
func (d dice) spare() int { return 4 * max(0, d.IntN(5)-2) }

// group is of a weight [K, …]: a multiple of 4, or at least K.
func (d dice) group(e wgsl.Element, K int) int {
	if d.IntN(8) == 0 {
		return grouped(e, K+d.IntN(1000))
	}
	return grouped(e, 4*d.to(K/4+2))
}

// of is a case of v with activations of one of some kinds.
func (d dice) of(v wgsl.Variant, kinds []Data, params ...int) Case {
	c := Case{Variant: v, Data: pick(d, kinds)}
	for _, p := range params {
		c.Params = append(c.Params, uint32(p))
	}
	return c
}

// Kinds of data that the tolerances of kernels are made for.
var (
	onlyUnit  = []Data{Unit}
	quietKind = []Data{Unit, Unit, Unit, Zeros}
	sumKinds  = []Data{Unit, Unit, Wide, Zeros}
	normKinds = []Data{Unit, Unit, Large, Zeros}
	allKinds  = []Data{Unit, Wide, Large, Zeros}
	softKinds = []Data{Unit, Large, Wide}
)

// shapes makes a case of each kernel.
var shapes = map[string]func(dice, wgsl.Variant) Case{
	"matmul":                 func(d dice, v wgsl.Variant) Case { return d.of(v, sumKinds, d.matmul(v)...) },
	"matmul_tiled":           matmulCase,
	"matmul_quad":            matmulCase,
	"matmul_half":            matmulCase,
	"conv":                   func(d dice, v wgsl.Variant) Case { return d.of(v, sumKinds, d.conv(v)...) },
	"conv_tiled":             convCase,
	"conv_half":              convCase,
	"groupnorm_partial":      partialCase,
	"groupnorm_partial_wide": partialCase,
	"groupnorm_coefs":        coefsCase,
	"affine":                 func(d dice, v wgsl.Variant) Case { return d.of(v, allKinds, d.to(3), d.to(90), 4*d.to(20)) },
	"layernorm":              layernormCase,
	"layernorm_wide":         layernormCase,
	"softmax":                softmaxCase,
	"softmax_wide":           softmaxCase,
	"attention_scores":       scoresCase,
	"attention_scores_quad":  scoresCase,
	"attention_values":       valuesCase,
	"attention_values_quad":  valuesCase,
	"attention_flash":        flashCase,
	"attention_subgroup":     flashCase,
	"act":                    func(d dice, v wgsl.Variant) Case { return d.of(v, allKinds, 4*d.to(1100)) },
	"add": func(d dice, v wgsl.Variant) Case {
		return d.of(v, []Data{Unit, Large}, d.to(80), 4*d.to(20), d.to(20), d.to(20))
	},
	"copy":                   copyCase,
	"gather":                 gatherCase,
	"resample":               resampleCase,
	"shuffle":                shuffleCase,
	"winograd_filter":        filterCase,
	"winograd_input":         tilesCase,
	"winograd_multiply":      planesCase,
	"winograd_multiply_quad": planesCase,
	"winograd_output":        untileCase,
}

// matmul is the eight params that all its forms have.
func (d dice) matmul(v wgsl.Variant) []int {
	M, K, N := d.to(140), 4*d.to(64), d.to(140)
	return []int{M, K, N, K + d.spare(), pad8(N), pad4(N) + d.spare(), d.group(v.Element, K), 4 * d.IntN(3)}
}

func matmulCase(d dice, v wgsl.Variant) Case {
	return d.of(v, sumKinds, append(d.matmul(v), epilogueParams(d.IntN(len(epilogues)))...)...)
}

// conv is the params that all its forms have.
func (d dice) conv(v wgsl.Variant) []int {
	KH, KW, stride, pad := d.to(5), d.to(5), d.to(3), d.IntN(3)
	H, W := max(d.to(16), KH-2*pad), max(d.to(16), KW-2*pad)
	IC, OC := 4*d.to(9), d.to(70)
	OH, OW := (H+2*pad-KH)/stride+1, (W+2*pad-KW)/stride+1
	return []int{d.to(3), H, W, IC, OH, OW, OC, pad8(OC), KH, KW, stride, pad, d.group(v.Element, KH*KW*IC), pad4(OC) + d.spare()}
}

func convCase(d dice, v wgsl.Variant) Case {
	return d.of(v, sumKinds, append(d.conv(v), d.IntN(2), d.IntN(2))...)
}

// chunks cuts pixels, at times with a chunk to spare.
func (d dice) chunks(pixels int) (chunks, chunkPixels int) {
	chunkPixels = d.to(pixels)
	return (pixels+chunkPixels-1)/chunkPixels + d.IntN(5)/4, chunkPixels
}

func partialCase(d dice, v wgsl.Variant) Case {
	pixels, groups := d.to(150), d.to(20)
	C := groups * d.to(12)
	chunks, chunkPixels := d.chunks(pixels)
	return d.of(v, normKinds, d.to(3), pixels, C, pad4(C)+d.spare(), groups, chunks, chunkPixels)
}

func coefsCase(d dice, v wgsl.Variant) Case {
	pixels, groups, share := d.to(150), d.to(16), d.to(8)
	shares := d.to(4)
	C := groups * share * shares
	chunks, chunkPixels := d.chunks(pixels)
	split := C
	if C%4 == 0 && d.IntN(2) == 0 { // two tensors, of whole vec4s each
		if first := pad4(share) * share * d.to(4); first < C {
			split = first
		}
	} else {
		share *= shares
	}
	return d.of(v, []Data{Unit, Large}, d.to(3), pixels, C, pad4(C), groups, chunks, chunkPixels, int(math.Float32bits(1e-5)), pad4(2*C)+d.spare(), share, split)
}

func layernormCase(d dice, v wgsl.Variant) Case {
	C := d.to(520)
	return d.of(v, normKinds, d.to(80), C, pad4(C)+d.spare(), int(math.Float32bits(1e-5)))
}

func softmaxCase(d dice, v wgsl.Variant) Case {
	n := d.to(260)
	return d.of(v, softKinds, d.to(80), n, pad4(n)+d.spare())
}
