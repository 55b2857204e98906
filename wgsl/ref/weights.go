package ref

import (
	"math"

	"unclip/wgsl"
)

// weights reads rows of a packed operand [K, ld]. Groups of rows share one row
// of f16 scales; its decoded form is kept while consecutive rows need it.
type weights struct {
	element  wgsl.Element
	w, scale Words
	ld       int
	group    int
	begin    int // the row that counts as row 0

	scales []float64 // decoded scale row
	at     int       // its index, -1 at first
}

func newWeights(e wgsl.Element, w, scale Words, ld, group int) *weights {
	return &weights{element: e, w: w, scale: scale, ld: ld, group: max(group, 1), at: -1}
}

// row decodes the first len(dst) columns of row begin+k.
func (r *weights) row(k int, dst []float64) {
	k += r.begin
	base := k * r.ld
	switch r.element {
	case wgsl.F32:
		for n, bits := range r.w[base:][:len(dst)] {
			dst[n] = float64(math.Float32frombits(bits))
		}
	case wgsl.F16:
		for n := range dst {
			dst[n] = half(r.w[(base+n)/2] >> (16 * uint(n&1)))
		}
	case wgsl.I8:
		s := r.scaleRow(k/r.group, len(dst))
		for n := range dst {
			dst[n] = float64(int8(r.w[(base+n)/4]>>(8*uint(n&3)))) * s[n]
		}
	case wgsl.I4:
		s := r.scaleRow(k/r.group, len(dst))
		for n := range dst {
			dst[n] = (float64(r.w[(base+n)/8]>>(4*uint(n&7))&15) - 8) * s[n]
		}
	}
}

func (r *weights) scaleRow(g, n int) []float64 {
	if g != r.at || len(r.scales) != n {
		r.scales, r.at = make([]float64, n), g
		for i := range r.scales {
			r.scales[i] = half(r.scale[(g*r.ld+i)/2] >> (16 * uint(i&1)))
		}
	}
	return r.scales
}

// half is the value of the IEEE binary16 in the low 16 bits of h.
func half(h uint32) float64 {
	sign, exp, frac := h>>15&1, h>>10&31, h&1023
	var x float64
	switch exp {
	case 0: // zero and subnormals
		x = float64(frac) / (1 << 24)
	case 31:
		x = math.Inf(1)
		if frac != 0 {
			return math.NaN()
		}
	default: // rebias from 15 to 127
		x = float64(math.Float32frombits((exp+112)<<23 | frac<<13))
	}
	if sign != 0 {
		return -x
	}
	return x
}
