// Package bicubic resizes pictures as PIL does, antialiased and with a = -0.5:
// the preprocessing of CLIP, and the enlargement that upsamplers start from.
package bicubic

// tap is one output value: weights for the inputs from lo on, adding up to 1.
type tap struct {
	lo      int
	weights []float64
}

// taps lists n outputs of a row from one on. Reducing, the kernel is as wide as the inputs
// that one output stands for; at the edges the weights that remain are scaled
// up again, so that nothing is clamped or mirrored.
func taps(in, out, from, n int) []tap {
	scale := float64(in) / float64(out)
	wide := max(scale, 1)
	list := make([]tap, n)
	for i := range list {
		centre := (float64(from+i) + .5) * scale
		lo := max(int(centre-2*wide+.5), 0)
		hi := min(int(centre+2*wide+.5), in)
		list[i] = tap{lo, weights(lo, hi, centre, wide)}
	}
	return list
}

func weights(lo, hi int, centre, wide float64) []float64 {
	w := make([]float64, hi-lo)
	sum := 0.0
	for j := range w {
		w[j] = cubic((float64(lo+j) - centre + .5) / wide)
		sum += w[j]
	}
	for j := range w {
		w[j] /= sum
	}
	return w
}

// cubic is the cubic convolution kernel of Keys 1981 with a = -0.5.
func cubic(x float64) float64 {
	const a = -.5
	if x < 0 {
		x = -x
	}
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}
