package kerneltest

import (
	"math"

	"unclip/wgsl"
	"unclip/wgsl/ref"
)

// maker appends made-up bindings in the order of the table.
type maker struct {
	Case
	seed, count uint64
	bindings    []ref.Words
}

// p is a param as a size.
func (m *maker) p(i int) int { return int(m.Params[i]) }

// bits is the next word of a counter-based generator (the mixer of SplitMix64).
func (m *maker) bits() uint64 {
	m.count++
	z := m.seed + m.count*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform is in [-1, 1).
func (m *maker) uniform() float64 { return float64(m.bits()>>11)/(1<<52) - 1 }

// value is an activation of the case's kind.
func (m *maker) value() float64 {
	switch m.Data {
	case Large:
		return 1000 + m.uniform()
	case Wide:
		return 100 * m.uniform()
	case Zeros:
		return 0
	}
	return m.uniform()
}

func (m *maker) add(w ref.Words) { m.bindings = append(m.bindings, w) }

// probabilities adds what a softmax leaves, [rows, c] near 1/c whatever the
// case's kind, stored ld words apart as rows does.
func (m *maker) probabilities(rows, c, ld int) {
	w := make(ref.Words, rows*ld)
	for i := range w {
		switch at := i % ld; {
		case at < c:
			w[i] = math.Float32bits(float32((1 + m.uniform()) / float64(c)))
		case at >= (c+3)/4*4:
			w[i] = nanWord
		}
	}
	m.add(w)
}

// rows adds activations [rows, c], stored ld words apart: zeros up to a vec4,
// then NaNs that belong to somebody else.
func (m *maker) rows(rows, c, ld int) {
	w := make(ref.Words, rows*ld)
	for i := range w {
		switch at := i % ld; {
		case at < c:
			w[i] = math.Float32bits(float32(m.value()))
		case at >= (c+3)/4*4:
			w[i] = nanWord
		}
	}
	m.add(w)
}

// vector adds n values about a centre, padded to a vec4.
func (m *maker) vector(n int, centre float64) {
	w := make(ref.Words, (n+3)/4*4)
	for i := range n {
		w[i] = math.Float32bits(float32(centre + m.uniform()))
	}
	m.add(w)
}

// absent adds what the planner binds for a missing operand.
func (m *maker) absent() { m.add(make(ref.Words, 4)) }

// output adds the words that the kernel writes, up to whole vec4s so that a
// port can read them.
func (m *maker) output(words int) {
	w := make(ref.Words, (words+3)/4*4)
	for i := range w {
		w[i] = Sentinel
	}
	m.add(w)
}

// weights adds w [K, n] and its scales, of a size that keeps sums of `terms`
// products near 1. Pad columns hold garbage: kernels do not depend on them.
func (m *maker) weights(K, n, ld, group, terms int) {
	gain := math.Sqrt(3 / float64(terms))
	words := K * ld * [...]int{8, 4, 2, 1}[m.Variant.Element] / 8
	w := make(ref.Words, words)
	switch m.Variant.Element {
	case wgsl.F32:
		for i := range w {
			w[i] = math.Float32bits(float32(gain * m.uniform()))
			if i%ld >= n {
				w[i] = nanWord
			}
		}
	case wgsl.F16:
		for i := range w {
			w[i] = halfBits(gain*m.uniform()) | halfBits(gain*m.uniform())<<16
		}
	default: // any bits are integers
		for i := range w {
			w[i] = uint32(m.bits())
		}
	}
	m.add(w)
	if m.Variant.Element < wgsl.I8 {
		m.absent()
		return
	}
	top := map[wgsl.Element]float64{wgsl.I8: 127, wgsl.I4: 8}[m.Variant.Element]
	s := make(ref.Words, (K+group-1)/group*ld/2)
	for i := range s {
		s[i] = halfBits(gain/top*(1+0.5*m.uniform())) | halfBits(gain/top*(1+0.5*m.uniform()))<<16
	}
	m.add(s)
}

// halfBits rounds x to binary16; it knows normal numbers and zero only, which
// is all that the cases hold.
func halfBits(x float64) uint32 {
	bits := math.Float32bits(float32(x))
	exp := int(bits>>23&255) - 112
	if exp <= 0 {
		return 0
	}
	return bits>>31<<15 | (uint32(exp)<<10 + (bits >> 13 & 1023) + bits>>12&1)
}
