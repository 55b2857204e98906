package ref

import "unclip/wgsl"

func act(v wgsl.Variant, params []uint32, b []Words) {
	for i := range int(params[0]) {
		b[1].set(i, activate(v.Choices[0], b[0].at(i)))
	}
}

func add(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	rows, ld, div, period := p[0], p[1], p[2], p[3]
	for r := range rows {
		z := r / div % period
		for c := range ld {
			b[2].set(r*ld+c, b[0].at(r*ld+c)+b[1].at(z*ld+c))
		}
	}
}
