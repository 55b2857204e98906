package sample

import "math"

// Noise is a source of unit normal noise without state: a value depends on
// seed, stream, step and its place in the slice, and on nothing else. The same
// seed gives the same noise on every device, in every batch position and for
// every number of steps, and a resumed run draws what it would have drawn.
type Noise struct {
	Seed   uint64 // of one picture
	Stream uint32 // keeps the stages of a pipeline apart
}

// Start is the first state x_T, n values.
func (z Noise) Start(n int) []float32 { return z.draw(0, n) }

// Step is the noise of step i ≥ 0, n values.
func (z Noise) Step(i, n int) []float32 { return z.draw(uint32(i)+1, n) }

func (z Noise) draw(step uint32, n int) []float32 {
	out := make([]float32, max(n, 0))
	key := [2]uint32{uint32(z.Seed), uint32(z.Seed >> 32)}
	for i := 0; i < len(out); i += 4 {
		w := philox([4]uint32{uint32(i / 4), step, z.Stream, 0}, key)
		a, b := boxMuller(w[0], w[1])
		c, d := boxMuller(w[2], w[3])
		copy(out[i:], []float32{a, b, c, d})
	}
	return out
}

// boxMuller turns two random words into two independent normal values, Box &
// Muller 1958. The half keeps the logarithm off zero; no value exceeds 6.8.
func boxMuller(u, v uint32) (a, b float32) {
	const ulp = 1.0 / (1 << 32)
	radius := math.Sqrt(-2 * ln((float64(u)+.5)*ulp))
	sin, cos := sincos((float64(v) + .5) * ulp)
	return float32(radius * cos), float32(radius * sin)
}
