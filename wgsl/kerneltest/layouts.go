package kerneltest

import (
	"math"

	"unclip/wgsl/ref"
)

// layouts fills the bindings of each kernel in the order of its Spec.
var layouts = map[string]func(m *maker){
	"matmul":                 func(m *maker) { m.matmul(m.Variant.Choices[1], m.Variant.Choices[2]) },
	"matmul_tiled":           func(m *maker) { m.matmul(uint8(m.p(9)), uint8(m.p(10))) },
	"matmul_quad":            func(m *maker) { m.matmul(uint8(m.p(9)), uint8(m.p(10))) },
	"matmul_half":            func(m *maker) { m.matmul(uint8(m.p(9)), uint8(m.p(10))) },
	"conv":                   func(m *maker) { m.conv(m.Variant.Choices[0], m.Variant.Choices[1]) },
	"conv_tiled":             func(m *maker) { m.conv(uint8(m.p(14)), uint8(m.p(15))) },
	"conv_half":              func(m *maker) { m.conv(uint8(m.p(14)), uint8(m.p(15))) },
	"groupnorm_partial":      func(m *maker) { m.partial() },
	"groupnorm_partial_wide": func(m *maker) { m.partial() },
	"groupnorm_coefs": func(m *maker) {
		m.moments(m.p(10))
		if m.p(10) < m.p(2) {
			m.moments(m.p(2) - m.p(10))
		} else {
			m.absent()
		}
		m.vector(m.p(2), 1)
		m.vector(m.p(2), 0)
		if m.Variant.Choices[0] == 0 {
			m.absent()
		} else {
			m.scaleShift(m.p(0), 2*m.p(2), m.p(8))
		}
		m.output(m.p(0) * 2 * m.p(3))
	},
	"affine": func(m *maker) {
		m.rows(m.p(0)*m.p(1), m.p(2), m.p(2))
		m.scaleShift(m.p(0)*2, m.p(2), m.p(2))
		m.output(m.p(0) * m.p(1) * m.p(2))
	},
	"layernorm":             func(m *maker) { m.layernorm() },
	"layernorm_wide":        func(m *maker) { m.layernorm() },
	"attention_scores":      func(m *maker) { m.scores() },
	"attention_scores_quad": func(m *maker) { m.scores() },
	"softmax":               func(m *maker) { m.softmax() },
	"softmax_wide":          func(m *maker) { m.softmax() },
	"attention_flash":       func(m *maker) { m.flash() },
	"attention_subgroup":    func(m *maker) { m.flash() },
	"attention_values":      func(m *maker) { m.values() },
	"attention_values_quad": func(m *maker) { m.values() },
	"act": func(m *maker) {
		m.rows(1, m.p(0), m.p(0))
		m.output(m.p(0))
	},
	"add": func(m *maker) {
		m.rows(m.p(0), m.p(1), m.p(1))
		m.rows(m.p(3), m.p(1), m.p(1))
		m.output(m.p(0) * m.p(1))
	},
	"copy": func(m *maker) {
		last := func(off, outer, ld, cols int) int {
			return off + (m.p(0)-1)*outer + (m.p(1)-1)*ld + cols
		}
		n := last(m.p(4), m.p(5), m.p(6), m.p(2))
		m.rows(1, n, (n+3)/4*4)
		m.output(last(m.p(7), m.p(8), m.p(9), m.p(3)))
	},
	"gather": func(m *maker) {
		ids := make(ref.Words, 4*m.p(0))
		for r := range m.p(0) {
			ids[4*r] = uint32(m.bits() % uint64(m.p(2)))
		}
		edges := []uint32{m.Params[2] - 1, m.Params[2], math.MaxUint32} // the last row, and two past it
		for r, id := range edges[:min(len(edges), m.p(0))] {
			ids[4*r] = id
		}
		m.add(ids)
		m.weights(m.p(2), m.p(1), m.p(3), max(m.p(5), 1), 1)
		m.output(m.p(0) * m.p(4))
	},
	"resample": func(m *maker) {
		words := m.p(0) * m.p(1) * m.p(2) * m.p(3)
		m.rows(m.p(0)*m.p(1)*m.p(2), m.p(3), m.p(3))
		if m.Variant.Choices[0] == 0 {
			m.output(words * 4)
		} else {
			m.output(words / 4)
		}
	},
	"shuffle": func(m *maker) {
		pixels, r := m.p(0)*m.p(1)*m.p(2), m.p(4)
		m.rows(pixels, m.p(3), m.p(5))
		if m.Variant.Choices[0] == 0 {
			m.output(pixels / (r * r) * m.p(6))
		} else {
			m.output(pixels * r * r * m.p(6))
		}
	},
	"winograd_filter": func(m *maker) {
		m.output(side(m) * side(m) * m.p(0) * m.p(2))
		m.weights(9*m.p(0), m.p(1), m.p(2), max(m.p(3), 1), 9)
	},
	"winograd_input": func(m *maker) {
		B, pixels := (m.p(4)+m.p(5)-1)/(m.p(2)*m.p(3))+1, (m.p(0)>>m.p(9))*(m.p(1)>>m.p(9))
		m.rows(B*pixels, m.p(6), m.p(6))
		if m.Variant.Choices[1] == 0 {
			m.absent()
		} else {
			m.scaleShift(2*B, m.p(8), m.p(8))
		}
		m.output(side(m) * side(m) * m.p(5) * m.p(8))
	},
	"winograd_multiply":      func(m *maker) { m.planes() },
	"winograd_multiply_quad": func(m *maker) { m.planes() },
	"winograd_output": func(m *maker) {
		B, pixels := (m.p(5)+m.p(6)-1)/(m.p(3)*m.p(4))+1, m.p(0)*m.p(1)
		m.rows(side(m)*side(m)*m.p(6), m.p(2), m.p(7))
		m.vector(m.p(2), 0)
		if m.Variant.Choices[1] == 0 {
			m.absent()
		} else {
			m.rows(B*pixels>>(2*m.p(9)), m.p(2), m.p(8))
		}
		m.output(B * pixels * m.p(8))
	},
}

// planes adds the two factors and the product of each plane.
func (m *maker) planes() {
	m.rows(m.p(0)*m.p(1), m.p(2), m.p(2))
	m.weights(m.p(0)*m.p(2), m.p(3), m.p(3), 1, m.p(2))
	m.bindings = m.bindings[:2] // f32 has no scale
	m.output(m.p(0) * m.p(1) * m.p(3))
}

// side is how many pixels of the input one of Winograd's tiles is wide.
func side(m *maker) int { return int(m.Variant.Choices[0]) + 2 }

// segment adds the second keys or values, if any.
func (m *maker) segment(rows, c, ld int) {
	if rows == 0 {
		m.absent()
		return
	}
	m.rows(rows, c, ld)
}

// scaleShift adds rows in [-1, 1) whatever the kind of data.
func (m *maker) scaleShift(rows, c, ld int) {
	kind := m.Data
	m.Data = Unit
	m.rows(rows, c, ld)
	m.Data = kind
}

// mask adds rows of zeros and ones; the first row of several sees nothing.
func (m *maker) mask(B, n, ld int) {
	w := make(ref.Words, B*ld)
	for i := range w {
		if i%ld < n && m.bits()&1 != 0 && (i >= ld || B == 1) {
			w[i] = math.Float32bits(1)
		}
	}
	m.add(w)
}

// moments adds the (mean, M2) pairs that chunks of pixels leave of C channels.
func (m *maker) moments(C int) {
	B, pixels, chunks, chunkPixels, share := m.p(0), m.p(1), m.p(5), m.p(6), m.p(9)
	var w ref.Words
	for i := range B * chunks * C / share {
		n := max(0, min(chunkPixels, pixels-i/(C/share)%chunks*chunkPixels)) * share
		mean, m2 := m.value(), (1+m.uniform())*float64(n)
		if n == 0 {
			mean, m2 = 0, 0
		}
		w = append(w, math.Float32bits(float32(mean)), math.Float32bits(float32(m2)))
	}
	m.add(w)
}
