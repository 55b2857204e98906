package plan

import "unclip/wgsl"

// Algorithm is how a convolution is computed.
type Algorithm uint8

// Algorithms of convolutions. All read the weights as stored; Winograd's
// transform them after dequantizing.
const (
	Direct Algorithm = iota // implicit GEMM, any filter
	F2                      // Winograd F(2×2, 3×3): 4 products for 9
	F4                      // Winograd F(4×4, 3×3): 2.25 products for 9
)

// Convolution is what the choice of an algorithm looks at.
type Convolution struct {
	Batch, H, W int // of the output
	IC, OC      int
	KH, KW      int
	Stride, Pad int
	Bias        bool
	Element     wgsl.Element
}

// keptFilters bounds the memory of transformed filters that live through the
// sampling loop. What does not fit is transformed again at every step.
const keptFilters = 128 << 20

// filterBytes is the memory of the transformed filters.
func (c Convolution) filterBytes(a Algorithm) int {
	return 4 * a.planes() * stored4(c.IC) * stored8(c.OC)
}

// Allows reports whether an algorithm can compute the convolution within
// WebGPU's default limits.
func (c Convolution) Allows(a Algorithm) bool {
	if a == Direct {
		return true
	}
	return c.KH == 3 && c.KW == 3 && c.Stride == 1 && c.Pad == 1 && c.Bias && c.filterBytes(a) <= maxBinding
}

// convAlgorithm chooses for a convolution whose transformed filters are kept
// through the steps, or else made again at every one.
func convAlgorithm(c Convolution, kept bool) Algorithm {
	for _, a := range []Algorithm{F4, F2} {
		if c.Allows(a) && (kept || c.Batch*c.H*c.W >= unkeptPixels) {
			return a
		}
	}
	return Direct
}

// unkeptPixels is the batch's output from which transforming the filters at
// every step costs less than it saves.
const unkeptPixels = 256

// tile is the side of Winograd's output tiles.
func (a Algorithm) tile() int { return 2 * int(a) }

// planes is how many products a tile and pair of channels take.
func (a Algorithm) planes() int { return (a.tile() + 2) * (a.tile() + 2) }
