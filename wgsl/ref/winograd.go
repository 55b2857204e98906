package ref

import "unclip/wgsl"

// winograd holds the matrices of the minimal filtering algorithm F(m×m, 3×3):
// y = Aᵀ·((G·g·Gᵀ) ⊙ (Bᵀ·d·B))·A (Lavin and Gray 2015, section 4).
type winograd struct {
	tile      int         // m, output pixels of a tile's side
	bt, g, at [][]float64 // [m+2, m+2], [m+2, 3], [m, m+2]
}

var f2 = winograd{2,
	[][]float64{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}},
	[][]float64{{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}},
	[][]float64{{1, 1, 1, 0}, {0, 1, -1, -1}}}

var f4 = winograd{4,
	[][]float64{{4, 0, -5, 0, 1, 0}, {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0}, {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}},
	[][]float64{{1. / 4, 0, 0}, {-1. / 6, -1. / 6, -1. / 6}, {-1. / 6, 1. / 6, -1. / 6}, {1. / 24, 1. / 12, 1. / 6}, {1. / 24, -1. / 12, 1. / 6}, {0, 0, 1}},
	[][]float64{{1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}}}

// winogradOf reads the TILE choice.
func winogradOf(v wgsl.Variant) winograd {
	if v.Choices[0] == 4 {
		return f4
	}
	return f2
}

// sandwich is m·x·mᵀ for square x, row by row.
func sandwich(m [][]float64, x []float64) []float64 {
	rows, cols := len(m), len(m[0])
	var left, y [36]float64
	for i, a := range m { // m·x
		for k, v := range x {
			left[i*cols+k%cols] += a[k/cols] * v
		}
	}
	for i := range rows {
		for j, a := range m {
			for k, v := range a {
				y[i*rows+j] += left[i*cols+k] * v
			}
		}
	}
	return y[:rows*rows]
}

func winogradFilter(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	IC, OC, ldw, group := p[0], p[1], p[2], p[3]
	f := winogradOf(v)
	rows := make([][]float64, 9*IC)
	w := newWeights(v.Element, b[1], b[2], ldw, group)
	for k := range rows {
		rows[k] = make([]float64, OC)
		w.row(k, rows[k])
	}
	g := make([]float64, 9)
	for c := range IC {
		for n := range ldw {
			for t := range g {
				g[t] = 0
				if n < OC {
					g[t] = rows[t*IC+c][n]
				}
			}
			for plane, u := range sandwich(f.g, g) {
				b[0].set((plane*IC+c)*ldw+n, u)
			}
		}
	}
}

// tileAt splits a tile's number into its picture and first output pixel.
func tileAt(f winograd, tile, TH, TW int) (image, y, x int) {
	return tile / TW / TH, tile / TW % TH * f.tile, tile % TW * f.tile
}

func winogradInput(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	H, W, TH, TW, first, tiles, ldx, begin, ldv, up := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
	f := winogradOf(v)
	side := f.tile + 2
	d := make([]float64, side*side)
	for i := range tiles * ldx {
		m, c := i/ldx, i%ldx
		image, y, x := tileAt(f, first+m, TH, TW)
		for j := range d {
			iy, ix := y+j/side-1, x+j%side-1
			d[j] = 0
			if iy < 0 || iy >= H || ix < 0 || ix >= W {
				continue
			}
			d[j] = b[0].at(((image*(H>>up)+iy>>up)*(W>>up)+ix>>up)*ldx + c)
			if v.Choices[1] != 0 {
				at := 2*image*ldv + begin + c
				d[j] = activate(1, d[j]*b[1].at(at)+b[1].at(at+ldv))
			}
		}
		for plane, t := range sandwich(f.bt, d) {
			b[2].set((plane*tiles+m)*ldv+begin+c, t)
		}
	}
}

func winogradMultiply(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	planes, M, K, N := p[0], p[1], p[2], p[3]
	x := make([]float64, M*K)
	for plane := range planes {
		b[0].floats(plane*M*K, x)
		u := newWeights(wgsl.F32, b[1][plane*K*N:], nil, N, 1)
		for i, sum := range multiply(x, u, M, K, N) {
			b[2].set(plane*M*N+i, sum)
		}
	}
}

func winogradOutput(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	H, W, OC, TH, TW, first, tiles, lds, ldy, up := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9]
	f := winogradOf(v)
	side := f.tile + 2
	s := make([]float64, side*side)
	for i := range tiles * padded(OC) {
		m, n := i/padded(OC), i%padded(OC)
		image, y, x := tileAt(f, first+m, TH, TW)
		for plane := range s {
			s[plane] = b[0].at((plane*tiles+m)*lds + n)
		}
		for j, sum := range sandwich(f.at, s) {
			oy, ox := y+j/f.tile, x+j%f.tile
			if oy >= H || ox >= W {
				continue
			}
			out := sum
			if n < OC {
				out += b[1].at(n)
			}
			if v.Choices[1] != 0 {
				out += b[2].at(((image*(H>>up)+oy>>up)*(W>>up)+ox>>up)*ldy + n)
			}
			if n >= OC {
				out = 0
			}
			b[3].set(((image*H+oy)*W+ox)*ldy+n, out)
		}
	}
}
