package unclip

import "math"

// Sinusoid is the timestep embedding [cos(t·f) | sin(t·f)] with frequencies
// 10000^(-i/half), i < half = dim/2. It is made on the host because WGSL only
// promises sine and cosine to be exact near zero, and t reaches 999.
func Sinusoid(t float64, dim int) []float32 {
	half := dim / 2
	out := make([]float32, dim)
	for i := range half {
		// The checkpoints computed the frequency and the product in f32.
		f := float32(math.Exp(-math.Log(10000) * float64(i) / float64(half)))
		arg := float64(float32(t) * f)
		out[i], out[half+i] = float32(math.Cos(arg)), float32(math.Sin(arg))
	}
	return out
}

// repeat writes row n times.
func repeat(row []float32, n int) []float32 {
	out := make([]float32, 0, n*len(row))
	for range n {
		out = append(out, row...)
	}
	return out
}
