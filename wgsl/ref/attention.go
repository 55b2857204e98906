package ref

import (
	"math"

	"unclip/wgsl"
)

// hidden is the score of a key that a query must not see. It is finite, so
// that a row without visible keys gives equal weights and not NaN.
const hidden = -1e30

func attentionScores(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, heads, Lq, L0, L1, d, ld, lds, offset, ldmask := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
	q, mask, s := b[0], b[3], b[4]
	causal, masked := v.Choices[0] != 0, v.Choices[1] != 0
	scale := 1 / math.Sqrt(float64(d))
	query := make([]float64, d)
	for bh := range B * heads {
		image, head := bh/heads, bh%heads
		keys := segments(b[1], b[2], image, head, L0, L1, d, ld) // [L0+L1, d]
		for i := range Lq {
			q.floats((image*Lq+i)*ld+head*d, query)
			row := s[(bh*Lq+i)*lds:][:lds]
			for j := range row {
				switch {
				case j >= L0+L1, causal && j > offset+i, masked && j < L0 && mask.at(image*ldmask+j) == 0:
					row.set(j, hidden)
				default:
					row.set(j, dot(query, keys[j*d:(j+1)*d])*scale)
				}
			}
		}
	}
}

func softmax(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	rows, n, ld := p[0], p[1], p[2]
	row := make([]float64, n)
	for r := range rows {
		b[0].floats(r*ld, row)
		top := row[0]
		for _, v := range row {
			top = max(top, v)
		}
		var sum float64
		for i, v := range row {
			row[i] = math.Exp(v - top)
			sum += row[i]
		}
		out := b[1][r*ld:][:ld]
		clear(out[n:])
		for i, v := range row {
			out.set(i, v/sum)
		}
	}
}

func attentionValues(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, heads, Lq, L0, L1, d, ld, lds := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	probs, y := b[0], b[3]
	sum := make([]float64, d)
	for bh := range B * heads {
		image, head := bh/heads, bh%heads
		values := segments(b[1], b[2], image, head, L0, L1, d, ld) // [L0+L1, d]
		for i := range Lq {
			clear(sum)
			for j := range L0 + L1 {
				weight := probs.at((bh*Lq+i)*lds + j)
				for c, v := range values[j*d : (j+1)*d] {
					sum[c] += weight * v
				}
			}
			for c, v := range sum {
				y.set((image*Lq+i)*ld+head*d+c, v)
			}
		}
	}
}

// attentionFlash is the three kernels one after the other.
func attentionFlash(_ wgsl.Variant, params []uint32, b []Words) {
	B, heads, Lq, L0, L1, d, ld := params[0], params[1], params[2], params[3], params[4], params[5], params[6]
	offset, ldmask, causal, masked := params[7], params[8], params[9], params[10]
	n := L0 + L1
	lds := uint32(padded(int(n)))
	s, p := make(Words, B*heads*Lq*lds), make(Words, B*heads*Lq*lds)
	v := wgsl.Variant{Choices: [4]uint8{uint8(causal), uint8(masked)}}
	attentionScores(v, []uint32{B, heads, Lq, L0, L1, d, ld, lds, offset, ldmask}, []Words{b[0], b[1], b[2], b[5], s})
	softmax(v, []uint32{B * heads * Lq, n, lds}, []Words{s, p})
	attentionValues(v, []uint32{B, heads, Lq, L0, L1, d, ld, lds}, []Words{p, b[3], b[4], b[6]})
}

// segments joins the rows of one head of two key or value segments.
func segments(s0, s1 Words, image, head, L0, L1, d, ld int) []float64 {
	out := make([]float64, (L0+L1)*d)
	for j := range L0 {
		s0.floats((image*L0+j)*ld+head*d, out[j*d:(j+1)*d])
	}
	for j := range L1 {
		s1.floats((image*L1+j)*ld+head*d, out[(L0+j)*d:(L0+j+1)*d])
	}
	return out
}

func dot(a, b []float64) float64 {
	var sum float64
	b = b[:len(a)]
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
