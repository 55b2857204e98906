package kerneltest

import "unclip/wgsl"

// winograd takes pictures that tiles fill, miss by a pixel and overlap, whole
// and in bands of tiles that start inside the batch.
func (s *set) winograd() {
	for _, tile := range []uint8{2, 4} {
		s.winogradFilter(tile)
		s.winogradInput(tile)
		s.winogradOutput(tile)
	}
	for i, z := range [][4]int{ // planes, M, K, N
		{16, 1, 4, 8}, {36, 7, 8, 8}, {16, 8, 12, 16}, {36, 9, 4, 24}, {16, 17, 36, 40}, {36, 64, 16, 8}, {1, 3, 100, 8},
		{16, 31, 8, 16}, {36, 32, 4, 24}, {16, 33, 20, 32},
	} {
		for _, kernel := range []string{"winograd_multiply", "winograd_multiply_quad"} {
			s.add(kernel, wgsl.F32, [4]uint8{}, anyData(i), z[0], z[1], z[2], z[3])
		}
	}
}

func (s *set) winogradFilter(tile uint8) {
	for _, e := range elements {
		for _, z := range [][3]int{{4, 1, 4}, {4, 7, 36}, {8, 8, 12}, {12, 9, 32}, {4, 16, 1000}, {20, 23, 64}} { // IC, OC, group
			s.add("winograd_filter", e, [4]uint8{tile}, Unit, z[0], z[1], pad8(z[1]), grouped(e, z[2]))
		}
	}
}

// pictures are H, W, first tile and tiles, the latter 0 for all of a batch of 2.
var pictures = [][4]int{{1, 1, 0, 0}, {3, 5, 0, 0}, {4, 4, 0, 0}, {5, 8, 0, 0}, {8, 9, 0, 0}, {13, 7, 3, 6}, {6, 6, 1, 2}, {2, 2, 1, 1}}

// tilesOf counts the tiles of a picture and the span that a case takes.
func tilesOf(tile uint8, z [4]int) (TH, TW, first, tiles int) {
	m := int(tile)
	TH, TW = (z[0]+m-1)/m, (z[1]+m-1)/m
	if z[3] == 0 {
		return TH, TW, 0, 2 * TH * TW
	}
	return TH, TW, z[2], z[3]
}

func (s *set) winogradInput(tile uint8) {
	add := func(norm uint8, d Data, z [4]int, ldx, begin, ldv, up int) {
		TH, TW, first, tiles := tilesOf(tile, z)
		s.add("winograd_input", wgsl.F32, [4]uint8{tile, norm}, d, z[0], z[1], TH, TW, first, tiles, ldx, begin, ldv, up)
	}
	for i, z := range pictures {
		add(uint8(i%2), Unit, z, 4+4*(i%3), 0, 4+4*(i%3), 0)
		if z[0]%2 == 0 && z[1]%2 == 0 {
			add(uint8(i/2%2), Unit, z, 8, 0, 8, 1)
		}
	}
	for norm := range uint8(2) {
		add(norm, Wide, pictures[3], 8, 4, 16, 0) // a part of the channels
		add(norm, Zeros, pictures[4], 4, 4, 8, 0)
		add(norm, Large, pictures[4], 4, 0, 4, 0)
	}
}

func (s *set) winogradOutput(tile uint8) {
	add := func(residual uint8, d Data, z [4]int, OC, up int) {
		TH, TW, first, tiles := tilesOf(tile, z)
		s.add("winograd_output", wgsl.F32, [4]uint8{tile, residual}, d, z[0], z[1], OC, TH, TW, first, tiles, pad8(OC), pad4(OC), up)
	}
	for i, z := range pictures {
		add(uint8(i%2), anyData(i), z, []int{1, 4, 7, 8, 13}[i%5], 0)
		if z[0]%2 == 0 && z[1]%2 == 0 {
			add(1, Unit, z, 9, 1)
		}
	}
}
