package ref

import (
	"math"

	"unclip/wgsl"
)

func layernorm(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	rows, C, ld := p[0], p[1], p[2]
	eps := float64(math.Float32frombits(params[3]))
	x, gain, bias, y := b[0], b[1], b[2], b[3]
	row := make([]float64, C)
	for r := range rows {
		x.floats(r*ld, row)
		var mean, m2 float64
		for _, v := range row {
			mean += v
		}
		mean /= float64(C)
		for _, v := range row {
			m2 += (v - mean) * (v - mean)
		}
		inv := 1 / math.Sqrt(m2/float64(C)+eps)
		for c, v := range row {
			y.set(r*ld+c, (v-mean)*inv*gain.at(c)+bias.at(c))
		}
		for c := C; c < ld; c++ {
			y[r*ld+c] = 0
		}
	}
}
