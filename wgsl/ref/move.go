package ref

import "unclip/wgsl"

func copyWords(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	outer, rows, cols, zcols, xoff, xouter, ldx, yoff, youter, ldy := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
	for o := range outer {
		for r := range rows {
			y := b[1][yoff+o*youter+r*ldy:][:zcols]
			copy(y[:cols], b[0][xoff+o*xouter+r*ldx:][:cols])
			clear(y[cols:])
		}
	}
}

func gather(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	rows, C, V, ldw, ldy, group := p[0], p[1], p[2], p[3], p[4], p[5]
	w := newWeights(v.Element, b[1], b[2], ldw, group)
	row := make([]float64, C)
	for r := range rows {
		id := b[0][4*r]
		if id >= uint32(V) {
			id = 0
		}
		w.row(int(id), row)
		for c := range ldy {
			b[3][r*ldy+c] = 0
			if c < C {
				b[3].set(r*ldy+c, row[c])
			}
		}
	}
}

func resample(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, H, W, ld := p[0], p[1], p[2], p[3]
	x, y := b[0], b[1]
	pixel := func(image, iy, ix int) int { return ((image*H+iy)*W + ix) * ld }
	if v.Choices[0] == 0 { // nearest ×2
		for i := range B * 2 * H * 2 * W {
			image, oy, ox := i/(4*H*W), i/(2*W)%(2*H), i%(2*W)
			copy(y[i*ld:(i+1)*ld], x[pixel(image, oy/2, ox/2):][:ld])
		}
		return
	}
	for i := range B * H / 2 * W / 2 { // 2×2 average
		image, oy, ox := i/(H/2*(W/2)), i/(W/2)%(H/2), i%(W/2)
		for c := range ld {
			top, bottom := pixel(image, 2*oy, 2*ox)+c, pixel(image, 2*oy+1, 2*ox)+c
			y.set(i*ld+c, (x.at(top)+x.at(top+ld)+x.at(bottom)+x.at(bottom+ld))/4)
		}
	}
}

// shuffle numbers the channels as graph.Unshuffle: channel c, row dy, column dx
// of a block is channel c·r² + dy·r + dx.
func shuffle(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, H, W, C, r, ldx, ldy := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	oh, ow, oc := H/r, W/r, C*r*r
	if v.Choices[0] == 1 {
		oh, ow, oc = H*r, W*r, C/(r*r)
	}
	for i := range B * oh * ow {
		image, oy, ox := i/(oh*ow), i/ow%oh, i%ow
		for c := range ldy {
			if c >= oc {
				b[1][i*ldy+c] = 0
				continue
			}
			iy, ix, ic := oy*r+c/r%r, ox*r+c%r, c/(r*r)
			if v.Choices[0] == 1 {
				iy, ix, ic = oy/r, ox/r, c*r*r+oy%r*r+ox%r
			}
			b[1][i*ldy+c] = b[0][((image*H+iy)*W+ix)*ldx+ic]
		}
	}
}
