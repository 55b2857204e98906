package kerneltest

// Layouts that several forms of a kernel share.

func (m *maker) matmul(biased, summed uint8) {
	M, K, N, ldx, ldw, ldy := m.p(0), m.p(1), m.p(2), m.p(3), m.p(4), m.p(5)
	m.rows(M, K, ldx)
	m.weights(m.p(7)+K, N, ldw, max(m.p(6), 1), K)
	m.epilogue(N, M, ldy, biased, summed)
}

func (m *maker) conv(biased, summed uint8) {
	B, H, W, IC, OH, OW, OC, ldw := m.p(0), m.p(1), m.p(2), m.p(3), m.p(4), m.p(5), m.p(6), m.p(7)
	K := m.p(8) * m.p(9) * IC
	m.rows(B*H*W, IC, IC)
	m.weights(K, OC, ldw, max(m.p(12), 1), K)
	m.epilogue(OC, B*OH*OW, m.p(13), biased, summed)
}

// epilogue adds bias, residual and output [rows, n] of matmul and conv.
func (m *maker) epilogue(n, rows, ldy int, biased, summed uint8) {
	if biased != 0 {
		m.vector(n, 0)
	} else {
		m.absent()
	}
	if summed != 0 {
		m.rows(rows, n, ldy)
	} else {
		m.absent()
	}
	m.output(rows * ldy)
}

func (m *maker) partial() {
	m.rows(m.p(0)*m.p(1), m.p(2), m.p(3))
	m.output(m.p(0) * m.p(4) * m.p(5) * 2)
}

func (m *maker) layernorm() {
	m.rows(m.p(0), m.p(1), m.p(2))
	m.vector(m.p(1), 1)
	m.vector(m.p(1), 0)
	m.output(m.p(0) * m.p(2))
}

func (m *maker) softmax() {
	m.rows(m.p(0), m.p(1), m.p(2))
	m.output(m.p(0) * m.p(2))
}

func (m *maker) scores() {
	B, heads, Lq, L0, L1, width := m.p(0), m.p(1), m.p(2), m.p(3), m.p(4), m.p(1)*m.p(5)
	m.rows(B*Lq, width, m.p(6))
	m.rows(B*L0, width, m.p(6))
	m.segment(B*L1, width, m.p(6))
	if m.Variant.Choices[1] == 0 {
		m.absent()
	} else {
		m.mask(B, L0, m.p(9))
	}
	m.output(B * heads * Lq * m.p(7))
}

func (m *maker) values() {
	B, heads, Lq, L0, L1, width := m.p(0), m.p(1), m.p(2), m.p(3), m.p(4), m.p(1)*m.p(5)
	m.probabilities(B*heads*Lq, L0+L1, m.p(7))
	m.rows(B*L0, width, m.p(6))
	m.segment(B*L1, width, m.p(6))
	m.output(B * Lq * m.p(6))
}

func (m *maker) flash() {
	B, Lq, L0, L1, width := m.p(0), m.p(2), m.p(3), m.p(4), m.p(1)*m.p(5)
	m.rows(B*Lq, width, m.p(6))
	for range 2 { // keys, then values
		m.rows(B*L0, width, m.p(6))
		m.segment(B*L1, width, m.p(6))
	}
	if m.p(10) == 0 {
		m.absent()
	} else {
		m.mask(B, L0, m.p(8))
	}
	m.output(B * Lq * m.p(6))
}
