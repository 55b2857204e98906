package kerneltest

import (
	"math"

	"unclip/models/tensor"
	"unclip/wgsl"
)

// Cases is the set that CI runs on every device.
func Cases() []Case {
	var s set
	s.matmul()
	s.conv()
	s.winograd()
	s.quadMatmul()
	s.tiledMatmul()
	s.tiledConv()
	s.groupnorm()
	s.layernorm()
	s.attention()
	s.flash()
	s.pointwise()
	s.moves()
	return s.list
}

type set struct{ list []Case }

func (s *set) add(kernel string, e wgsl.Element, choices [4]uint8, data Data, params ...int) {
	c := Case{Variant: wgsl.Variant{Kernel: kernel, Element: e, Choices: choices}, Data: data}
	for _, p := range params {
		c.Params = append(c.Params, uint32(p))
	}
	s.list = append(s.list, c)
}

// both adds a case of a kernel and of its wide form.
func (s *set) both(kernel string, data Data, params ...int) {
	s.add(kernel, wgsl.F32, [4]uint8{}, data, params...)
	s.add(kernel+"_wide", wgsl.F32, [4]uint8{}, data, params...)
}

var elements = []wgsl.Element{wgsl.F32, wgsl.F16, wgsl.I8, wgsl.I4}

// epilogues are the reachable (ACT, BIAS, RESIDUAL).
var epilogues = [][4]uint8{{0, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 1}, {1, 0, 0}, {1, 1, 0}, {2, 0, 0}, {2, 1, 0}, {3, 0, 0}, {3, 1, 0}}

// anyData cycles through kinds of data.
func anyData(i int) Data { return []Data{Unit, Wide, Zeros}[i%3] }

func pad4(n int) int { return tensor.Pad(n, 4) }
func pad8(n int) int { return tensor.Pad(n, 8) }

// grouped is the group param of an element; packed floats have none.
func grouped(e wgsl.Element, group int) int {
	if e < wgsl.I8 {
		return 1
	}
	return group
}

func (s *set) matmul() {
	add := func(e wgsl.Element, epilogue [4]uint8, d Data, M, K, N, group int) {
		s.add("matmul", e, epilogue, d, M, K, N, K, pad8(N), pad4(N), grouped(e, group), 4*(M%3)) // some begin inside w
	}
	sizes := [][4]int{ // M, K, N, group
		{1, 4, 1, 4}, {7, 8, 7, 8}, {8, 8, 8, 4}, {9, 12, 9, 8}, {1, 64, 5, 32}, {2, 32, 3, 16}, {13, 36, 23, 32},
		{17, 128, 65, 128}, {77, 64, 24, 32}, {5, 512, 11, 64}, {64, 32, 31, 32}, {31, 20, 130, 12},
	}
	for _, e := range elements {
		for i, z := range sizes {
			add(e, epilogues[i%4], Unit, z[0], z[1], z[2], z[3])
		}
		for i, epilogue := range epilogues {
			add(e, epilogue, anyData(i), 11, 16, 13, 8)
		}
		// Rows of x and y longer than needed belong to somebody else.
		s.add("matmul", e, [4]uint8{0, 1, 1}, Unit, 9, 8, 6, 16, 8, 20, grouped(e, 8), 0)
	}
	for _, e := range elements[2:] {
		for i, group := range []int{4, 8, 12, 20, 28, 36, 40, 44, 1000} { // around the 40 rows
			add(e, epilogues[i%4], Unit, 9, 40, 10, group)
		}
	}
}

func (s *set) conv() {
	sums := [][4]uint8{{0, 0}, {1, 0}, {0, 1}, {1, 1}} // BIAS, RESIDUAL
	add := func(e wgsl.Element, epilogue [4]uint8, d Data, B, H, W, IC, OC, k, stride, pad, group int) {
		OH, OW := (H+2*pad-k)/stride+1, (W+2*pad-k)/stride+1
		s.add("conv", e, epilogue, d, B, H, W, IC, OH, OW, OC, pad8(OC), k, k, stride, pad, grouped(e, group), pad4(OC))
	}
	sizes := [][9]int{ // B, H, W, IC, OC, k, stride, pad, group
		{1, 1, 1, 4, 1, 3, 1, 1, 4}, {1, 3, 7, 4, 7, 3, 1, 1, 36}, {2, 4, 8, 4, 8, 3, 1, 1, 12}, {1, 5, 9, 8, 9, 3, 1, 1, 32},
		{2, 2, 5, 12, 17, 1, 1, 0, 12}, {1, 8, 8, 4, 24, 3, 2, 1, 16}, {1, 7, 9, 4, 3, 3, 2, 1, 8}, {1, 8, 12, 4, 6, 4, 4, 0, 64},
		{2, 6, 6, 4, 5, 5, 1, 2, 20}, {1, 13, 11, 8, 12, 3, 1, 1, 32}, {3, 4, 4, 16, 8, 3, 1, 1, 144}, {1, 2, 3, 4, 2, 3, 1, 2, 4},
		{1, 1, 17, 4, 4, 1, 1, 0, 4}, {1, 16, 16, 4, 8, 8, 8, 0, 32},
	}
	for _, e := range elements {
		for i, z := range sizes {
			add(e, sums[i%4], Unit, z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8])
		}
		for i, epilogue := range sums {
			add(e, epilogue, anyData(i), 1, 3, 9, 4, 11, 3, 1, 1, 12)
		}
	}
	for _, e := range elements[2:] {
		for i, group := range []int{4, 8, 16, 20, 32, 36, 1000} { // across the 9 taps of 4 rows
			add(e, sums[i%4], Unit, 1, 4, 4, 4, 5, 3, 1, 1, group)
		}
	}
}

func (s *set) groupnorm() {
	eps := int(math.Float32bits(1e-5))
	sizes := [][5]int{ // B, pixels, C, groups, chunkPixels
		{1, 1, 4, 1, 1}, {1, 16, 32, 8, 16}, {2, 17, 12, 4, 5}, {1, 64, 96, 32, 7}, {2, 9, 6, 2, 4}, {1, 25, 10, 2, 25},
		{1, 33, 24, 4, 8}, {1, 5, 7, 7, 2}, {1, 256, 8, 2, 64}, {3, 4, 36, 12, 3},
	}
	for _, z := range sizes {
		B, pixels, C, groups, chunkPixels := z[0], z[1], z[2], z[3], z[4]
		chunks := (pixels + chunkPixels - 1) / chunkPixels
		for _, d := range []Data{Unit, Large, Zeros} {
			s.both("groupnorm_partial", d, B, pixels, C, pad4(C), groups, chunks, chunkPixels)
		}
		for _, shift := range []uint8{0, 1} {
			d := []Data{Unit, Large}[shift]
			s.add("groupnorm_coefs", wgsl.F32, [4]uint8{shift}, d, B, pixels, C, pad4(C), groups, chunks, chunkPixels, eps, pad4(2*C), C/groups, C)
		}
	}
	for i, z := range [][5]int{{1, 9, 12, 2, 8}, {2, 17, 28, 4, 8}, {1, 64, 288, 16, 192}, {3, 4, 8, 1, 4}} { // B, pixels, C, groups, split
		share := []int{2, 1, 6, 4}[i] // divides group and split
		s.add("groupnorm_coefs", wgsl.F32, [4]uint8{uint8(i % 2)}, Unit, z[0], z[1], z[2], z[2], z[3], 3, (z[1]+2)/3, eps, 2*z[2], share, z[4])
	}
	s.both("groupnorm_partial", Unit, 1, 9, 8, 8, 2, 5, 3) // two chunks are empty
	s.add("groupnorm_coefs", wgsl.F32, [4]uint8{1}, Unit, 1, 9, 8, 8, 2, 5, 3, eps, 16, 4, 8)
	for act := range uint8(4) {
		for i, z := range [][3]int{{1, 1, 4}, {2, 9, 12}, {1, 67, 20}, {3, 5, 64}} {
			s.add("affine", wgsl.F32, [4]uint8{act}, []Data{Unit, Wide, Zeros, Large}[i], z[0], z[1], z[2])
		}
	}
}

func (s *set) layernorm() {
	eps := int(math.Float32bits(1e-5))
	for _, z := range [][2]int{{1, 1}, {1, 4}, {3, 5}, {77, 24}, {65, 7}, {2, 515}} { // rows, C
		for _, d := range []Data{Unit, Large, Zeros} {
			s.both("layernorm", d, z[0], z[1], pad4(z[1]), eps)
		}
	}
	for _, z := range [][2]int{{1, 1}, {2, 3}, {3, 4}, {65, 5}, {5, 77}, {4, 257}} { // rows, n
		for _, d := range []Data{Unit, Large, Wide} {
			s.both("softmax", d, z[0], z[1], pad4(z[1]))
		}
	}
	s.both("softmax", Wide, 3, 5, 16)
	s.add("softmax", wgsl.F32, [4]uint8{}, Unit, 3, 6, 8) // a rest of two
}

func (s *set) attention() {
	sizes := [][7]int{ // B, heads, Lq, L0, L1, d, offset
		{1, 1, 1, 1, 0, 4, 0}, {1, 2, 7, 7, 0, 8, 0}, {2, 1, 8, 8, 8, 4, 0}, {1, 3, 9, 9, 9, 12, 9}, {2, 2, 5, 3, 6, 16, 2},
		{1, 2, 16, 77, 0, 32, 0}, {1, 1, 1, 13, 4, 64, 16}, {2, 4, 11, 1, 1, 8, 1}, {1, 1, 3, 2, 17, 4, 5},
		{1, 1, 10, 5, 3, 4, 0}, {1, 2, 12, 2, 6, 8, 0}, {1, 1, 6, 6, 0, 4, 0}, // with those above every rest of queries by 8
	}
	s.attentionOf("", sizes)
	s.attentionOf("_quad", append(sizes, [][7]int{ // around 32 queries, 16 keys and 16 dimensions
		{1, 1, 31, 15, 1, 20, 0}, {2, 2, 32, 16, 17, 16, 4}, {1, 3, 33, 17, 31, 12, 9}, {1, 1, 65, 6, 10, 36, 0}}...))
}

// attentionOf adds scores and values of one form.
func (s *set) attentionOf(form string, sizes [][7]int) {
	for i, z := range sizes {
		B, heads, Lq, L0, L1, d := z[0], z[1], z[2], z[3], z[4], z[5]
		ld, lds := heads*d, pad4(L0+L1)
		for _, choices := range [][4]uint8{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			s.add("attention_scores"+form, wgsl.F32, choices, Unit, B, heads, Lq, L0, L1, d, ld, lds, z[6], pad4(L0))
		}
		s.add("attention_values"+form, wgsl.F32, [4]uint8{}, []Data{Unit, Zeros}[i/8%2], B, heads, Lq, L0, L1, d, ld, lds)
	}
	// Heads side by side in longer rows, as slices of one projection would be.
	s.add("attention_scores"+form, wgsl.F32, [4]uint8{}, Unit, 1, 2, 9, 10, 0, 4, 8, 12, 0, 0)
	s.add("attention_values"+form, wgsl.F32, [4]uint8{}, Wide, 1, 2, 9, 10, 5, 8, 16, 16)
}

func (s *set) pointwise() {
	for act := uint8(1); act < 4; act++ {
		for i, n := range []int{4, 8, 252, 256, 260, 4096} {
			s.add("act", wgsl.F32, [4]uint8{act}, []Data{Unit, Wide}[i%2], n)
		}
		s.add("act", wgsl.F32, [4]uint8{act}, Large, 64)
		s.add("act", wgsl.F32, [4]uint8{act}, Zeros, 64)
	}
	for i, z := range [][4]int{{1, 4, 1, 1}, {6, 8, 1, 6}, {6, 8, 1, 3}, {6, 12, 3, 2}, {10, 4, 1, 1}, {77, 20, 7, 11}, {65, 4, 65, 1}} {
		s.add("add", wgsl.F32, [4]uint8{}, []Data{Unit, Large}[i%2], z[0], z[1], z[2], z[3]) // rows, ld, div, period
	}
}

func (s *set) moves() {
	for _, z := range [][10]int{ // outer, rows, cols, zcols, xoff, xouter, ldx, yoff, youter, ldy
		{1, 1, 1, 1, 0, 0, 1, 0, 0, 1}, {1, 5, 3, 4, 0, 0, 4, 0, 0, 4}, {2, 3, 4, 4, 0, 12, 4, 8, 20, 4}, {3, 7, 5, 8, 2, 60, 8, 4, 100, 12},
		{1, 9, 6, 6, 1, 0, 8, 3, 0, 16}, {4, 1, 37, 37, 5, 41, 0, 7, 53, 0}, {2, 65, 3, 9, 0, 260, 4, 0, 780, 12},
		{1, 1, 5, 64*65535 + 1, 0, 0, 0, 0, 0, 0}, // more workgroups than one axis holds
	} {
		s.add("copy", wgsl.F32, [4]uint8{}, Unit, z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8], z[9])
	}
	for _, e := range elements {
		for _, z := range [][4]int{{1, 1, 1, 1}, {3, 4, 5, 2}, {77, 24, 100, 32}, {9, 7, 13, 5}, {65, 9, 3, 64}, {5, 37, 11, 3}} { // rows, C, V, group
			s.add("gather", e, [4]uint8{}, Unit, z[0], z[1], z[2], pad8(z[1]), pad4(z[1]), grouped(e, z[3]))
		}
	}
	s.add("gather", wgsl.F32, [4]uint8{}, Unit, 5, 3, 7, 4, 4, 1) // a computed value as table: rows of a vec4
	s.add("gather", wgsl.F32, [4]uint8{}, Unit, 9, 12, 6, 12, 12, 1)
	for mode := range uint8(2) {
		for i, z := range [][4]int{{1, 2, 2, 4}, {2, 4, 6, 8}, {1, 8, 8, 12}, {3, 2, 4, 20}, {1, 6, 10, 4}} { // B, H, W, ld
			s.add("resample", wgsl.F32, [4]uint8{mode}, []Data{Unit, Large}[i%2], z[0], z[1], z[2], z[3])
		}
	}
	for _, z := range [][5]int{{1, 2, 2, 1, 2}, {2, 4, 6, 3, 2}, {1, 3, 6, 4, 3}, {1, 4, 4, 5, 4}, {2, 2, 3, 7, 1}} { // B, H, W, C, r
		B, H, W, C, r := z[0], z[1], z[2], z[3], z[4]
		s.add("shuffle", wgsl.F32, [4]uint8{0}, Unit, B, H, W, C, r, pad4(C), pad4(C*r*r))
		s.add("shuffle", wgsl.F32, [4]uint8{1}, Unit, B, H/r, W/r, C*r*r, r, pad4(C*r*r), pad4(C))
	}
}
