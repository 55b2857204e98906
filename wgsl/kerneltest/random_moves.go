package kerneltest

import "unclip/wgsl"

// copyCase writes rows that do not overlap; what it reads may.
func copyCase(d dice, v wgsl.Variant) Case {
	outer, rows, cols := d.to(5), d.to(60), d.to(60)
	zcols := cols + d.IntN(2)*d.IntN(9)
	ldx, ldy := d.IntN(2*cols), zcols+d.IntN(2)*d.IntN(9)
	xouter, youter := d.IntN(rows*(ldx+1)), rows*ldy+d.IntN(9)
	return d.of(v, onlyUnit, outer, rows, cols, zcols, d.IntN(9), xouter, ldx, d.IntN(9), youter, ldy)
}

func gatherCase(d dice, v wgsl.Variant) Case {
	rows, C, V := d.to(90), d.to(90), d.to(120)
	ldw := pad8(C)
	if v.Element == wgsl.F32 && d.IntN(2) == 0 { // a computed value as table
		ldw = pad4(C)
	}
	return d.of(v, onlyUnit, rows, C, V, ldw, pad4(C)+d.spare(), grouped(v.Element, d.to(64)))
}

func resampleCase(d dice, v wgsl.Variant) Case {
	return d.of(v, []Data{Unit, Large}, d.to(3), 2*d.to(10), 2*d.to(10), 4*d.to(10))
}

func shuffleCase(d dice, v wgsl.Variant) Case {
	B, H, W, C, r := d.to(3), d.to(6), d.to(6), d.to(12), d.to(3)
	if v.Choices[0] == 0 {
		return d.of(v, onlyUnit, B, H*r, W*r, C, r, pad4(C), pad4(C*r*r))
	}
	return d.of(v, onlyUnit, B, H, W, C*r*r, r, pad4(C*r*r), pad4(C))
}

func filterCase(d dice, v wgsl.Variant) Case {
	IC, OC := 4*d.to(12), d.to(60)
	return d.of(v, onlyUnit, IC, OC, pad8(OC), d.group(v.Element, 9*IC))
}

// tiles are H, W, TH, TW, first, tiles and up of a random band of tiles.
func (d dice) tiles(tile uint8) (z [6]int, up int) {
	H, W, up := d.to(14), d.to(14), d.IntN(2)
	if up == 1 {
		H, W = H+H%2, W+W%2
	}
	TH, TW, _, whole := tilesOf(tile, [4]int{H, W})
	first := d.IntN(whole)
	return [6]int{H, W, TH, TW, first, d.to(whole - first)}, up
}

func tilesCase(d dice, v wgsl.Variant) Case {
	z, up := d.tiles(v.Choices[0])
	ldx, begin := 4*d.to(8), d.spare()
	return d.of(v, allKinds, append(z[:], ldx, begin, begin+ldx+d.spare(), up)...)
}

func planesCase(d dice, v wgsl.Variant) Case {
	return d.of(v, sumKinds, pick(d, []int{1, 16, 36}), d.to(70), 4*d.to(16), 8*d.to(6))
}

func untileCase(d dice, v wgsl.Variant) Case {
	z, up := d.tiles(v.Choices[0])
	OC := d.to(30)
	return d.of(v, sumKinds, append([]int{z[0], z[1], OC}, z[2], z[3], z[4], z[5], pad8(OC), pad4(OC), up)...)
}
