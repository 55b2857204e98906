package ref

import "unclip/wgsl"

// conv gathers the patches of blockRows output pixels at a time and
// multiplies them as matmul does.
func conv(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, H, W, IC, OH, OW, OC, ldw := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	KH, KW, stride, pad, group, ldy := p[8], p[9], p[10], p[11], p[12], p[13]
	w := newWeights(v.Element, b[1], b[2], ldw, group)
	out := epilogue{0, given(v.Choices[0], b[3]), given(v.Choices[1], b[4]), b[5]}

	K := KH * KW * IC
	patches := make([]float64, blockRows*K)
	// Pixels are numbered over batch, rows and columns, so that small pictures fill blocks too.
	for p0 := 0; p0 < B*OH*OW; p0 += blockRows {
		rows := min(blockRows, B*OH*OW-p0)
		for r := range rows {
			i := p0 + r
			image, oy, ox := i/(OH*OW), i/OW%OH, i%OW
			patch := patches[r*K : (r+1)*K]
			for ky := range KH {
				for kx := range KW {
					dst := patch[(ky*KW+kx)*IC:][:IC]
					iy, ix := oy*stride+ky-pad, ox*stride+kx-pad
					if iy < 0 || iy >= H || ix < 0 || ix >= W {
						clear(dst)
						continue
					}
					b[0].floats(((image*H+iy)*W+ix)*IC, dst)
				}
			}
		}
		sums := multiply(patches[:rows*K], w, rows, K, OC)
		for r := range rows {
			out.store((p0+r)*ldy, sums[r*OC:(r+1)*OC])
		}
	}
}
