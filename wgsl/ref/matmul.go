package ref

import "unclip/wgsl"

// blockRows rows of x share each decoded row of weights: decoding costs then
// little, and their sums stay in cache.
const blockRows = 32

func matmul(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	M, K, N, ldx, ldw, ldy, group, begin := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	w := newWeights(v.Element, b[1], b[2], ldw, group)
	w.begin = begin
	out := epilogue{v.Choices[0], given(v.Choices[1], b[3]), given(v.Choices[2], b[4]), b[5]}

	x := make([]float64, blockRows*K)
	for m0 := 0; m0 < M; m0 += blockRows {
		rows := min(blockRows, M-m0)
		for r := range rows {
			b[0].floats((m0+r)*ldx, x[r*K:(r+1)*K])
		}
		sums := multiply(x[:rows*K], w, rows, K, N)
		for r := range rows {
			out.store((m0+r)*ldy, sums[r*N:(r+1)*N])
		}
	}
}

// multiply is x [rows, K] · w [K, N]; K is a multiple of 4.
func multiply(x []float64, w *weights, rows, K, N int) []float64 {
	acc := make([]float64, rows*N)
	r0, r1, r2, r3 := make([]float64, N), make([]float64, N), make([]float64, N), make([]float64, N)
	for k := 0; k < K; k += 4 {
		w.row(k, r0)
		w.row(k+1, r1)
		w.row(k+2, r2)
		w.row(k+3, r3)
		for r := range rows {
			x0, x1, x2, x3 := x[r*K+k], x[r*K+k+1], x[r*K+k+2], x[r*K+k+3]
			a := acc[r*N : (r+1)*N]
			w0, w1, w2, w3 := r0[:len(a)], r1[:len(a)], r2[:len(a)], r3[:len(a)]
			for n := range a {
				a[n] += x0*w0[n] + x1*w1[n] + x2*w2[n] + x3*w3[n]
			}
		}
	}
	return acc
}

// epilogue finishes matmul and conv: y = act(sum + bias) + residual, the latter
// two where they are not nil.
type epilogue struct {
	act               uint8
	bias, residual, y Words
}

// given is an operand, or nil where the variant has none.
func given(choice uint8, b Words) Words {
	if choice == 0 {
		return nil
	}
	return b
}

// store writes one row at word offset at, with zeros in its pads.
func (e *epilogue) store(at int, sums []float64) {
	for n, s := range sums {
		if e.bias != nil {
			s += e.bias.at(n)
		}
		s = activate(e.act, s)
		if e.residual != nil {
			s += e.residual.at(at + n)
		}
		e.y.set(at+n, s)
	}
	for n := len(sums); n < padded(len(sums)); n++ {
		e.y[at+n] = 0
	}
}

// floats reads len(dst) f32 words from offset at.
func (w Words) floats(at int, dst []float64) {
	for i := range dst {
		dst[i] = w.at(at + i)
	}
}
