package kerneltest

import "unclip/wgsl"

// tiledMatmul goes around the borders of each tile with each element.
func (s *set) tiledMatmul() {
	for _, kernel := range []string{"matmul_tiled", "matmul_half"} {
		for _, e := range elements {
			for i, tile := range wgsl.Tiles {
				rows, columns := tile[0], tile[1]
				for j, z := range [][4]int{ // M, K, N, group
					{1, 4, 1, 4}, {rows - 1, 16, columns - 1, 8}, {rows, 20, columns, 12}, {rows + 1, 36, columns + 1, 32}, {2*rows + 3, 12, 7, 1000}} {
					s.add(kernel, e, [4]uint8{uint8(i)}, Unit, append(matmulParams(e, z), epilogueParams(i+j)...)...)
				}
			}
			s.add(kernel, e, [4]uint8{}, Zeros, append(matmulParams(e, [4]int{5, 8, 6, 4}), epilogueParams(1)...)...)
			s.add(kernel, e, [4]uint8{1}, Wide, append(matmulParams(e, [4]int{13, 64, 37, 32}), epilogueParams(5)...)...)
			// Rows of x and y longer than needed belong to somebody else.
			s.add(kernel, e, [4]uint8{3}, Unit, append([]int{9, 8, 6, 16, 8, 20, grouped(e, 8), 0}, epilogueParams(3)...)...)
		}
	}
}

// quadMatmul goes around the borders of 32 rows and 16 columns.
func (s *set) quadMatmul() {
	sizes := [][4]int{ // M, K, N, group
		{1, 4, 1, 4}, {31, 16, 15, 8}, {32, 20, 16, 12}, {33, 36, 17, 32}, {67, 12, 7, 1000}, {16, 64, 40, 32}, {48, 512, 9, 64}, {8, 8, 24, 8}, {17, 8, 8, 4}, {25, 8, 12, 8},
	}
	for _, e := range elements {
		for i, z := range sizes {
			s.add("matmul_quad", e, [4]uint8{}, anyData(i/3), append(matmulParams(e, z), epilogueParams(i)...)...)
		}
		// Rows of x and y longer than needed belong to somebody else.
		s.add("matmul_quad", e, [4]uint8{}, Unit, append([]int{9, 8, 6, 16, 8, 20, grouped(e, 8), 0}, epilogueParams(3)...)...)
	}
}

func matmulParams(e wgsl.Element, z [4]int) []int {
	return []int{z[0], z[1], z[2], z[1], pad8(z[2]), pad4(z[2]), grouped(e, z[3]), 4 * (z[0] % 3)}
}

// epilogueParams are the act, biased and summed of epilogue i.
func epilogueParams(i int) []int {
	e := epilogues[i%len(epilogues)]
	return []int{int(e[0]), int(e[1]), int(e[2])}
}

func (s *set) tiledConv() {
	sizes := [][9]int{ // B, H, W, IC, OC, k, stride, pad, group
		{1, 1, 1, 4, 1, 3, 1, 1, 4}, {1, 9, 7, 20, 31, 3, 1, 1, 36}, {2, 4, 8, 16, 32, 3, 1, 1, 12}, {1, 5, 13, 8, 33, 3, 1, 1, 32},
		{2, 3, 5, 36, 65, 1, 1, 0, 12}, {1, 8, 8, 4, 24, 3, 2, 1, 16}, {1, 8, 12, 4, 6, 4, 4, 0, 64}, {3, 6, 6, 4, 5, 5, 1, 2, 1000},
	}
	for _, kernel := range []string{"conv_tiled", "conv_half"} {
		for _, e := range elements {
			for i, z := range sizes {
				B, H, W, IC, OC, k, stride, pad := z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7]
				OH, OW := (H+2*pad-k)/stride+1, (W+2*pad-k)/stride+1
				params := []int{B, H, W, IC, OH, OW, OC, pad8(OC), k, k, stride, pad, grouped(e, z[8]), pad4(OC)}
				s.add(kernel, e, [4]uint8{uint8(i % len(wgsl.Tiles))}, anyData(i/3), append(params, epilogueParams(i)[1:]...)...)
			}
		}
	}
}

// flash goes around the borders of 32 and 64 queries, and of 16 and 8 keys, over
// both segments.
func (s *set) flash() {
	for _, kernel := range []string{"attention_flash", "attention_subgroup"} {
		s.flashOf(kernel)
	}
}

func (s *set) flashOf(kernel string) {
	sizes := [][7]int{ // B, heads, Lq, L0, L1, d, offset
		{1, 1, 1, 1, 0, 4, 0}, {1, 2, 31, 15, 0, 32, 0}, {2, 1, 32, 16, 16, 64, 0}, {1, 3, 33, 17, 9, 12, 9}, {2, 2, 5, 3, 6, 36, 2},
		{1, 2, 16, 77, 0, 32, 0}, {1, 1, 1, 13, 40, 64, 16}, {2, 4, 67, 1, 1, 8, 1}, {1, 1, 3, 2, 17, 60, 5},
	}
	for i, z := range sizes {
		B, heads, L0, d := z[0], z[1], z[3], z[5]
		data := []Data{Unit, Unit, Unit, Zeros}[i%4]
		for hide := range 4 {
			s.add(kernel, wgsl.F32, [4]uint8{}, data, B, heads, z[2], L0, z[4], d, heads*d, z[6], pad4(L0), hide&1, hide>>1)
		}
	}
	// Heads side by side in longer rows.
	s.add(kernel, wgsl.F32, [4]uint8{}, Unit, 1, 2, 9, 10, 5, 8, 20, 0, 0, 0, 0)
}
