package bicubic

// Enlarge gives a square picture x [side, side, 3] factor times its side. The
// values are not clamped.
func Enlarge(x []float32, side, factor int) []float32 {
	n := side * factor
	list := taps(side, n, 0, n)
	wide := make([]float32, side*n*3)
	for y := range side {
		for i, t := range list {
			weigh(wide[(y*n+i)*3:][:3], x[(y*side+t.lo)*3:], t.weights, 3)
		}
	}
	out := make([]float32, n*n*3)
	for i, t := range list {
		for j := range n {
			weigh(out[(i*n+j)*3:][:3], wide[(t.lo*n+j)*3:], t.weights, 3*n)
		}
	}
	return out
}

func weigh(out, from []float32, weights []float64, stride int) {
	for c := range out {
		s := 0.0
		for j, w := range weights {
			s += float64(w * float64(from[j*stride+c]))
		}
		out[c] = float32(s)
	}
}
