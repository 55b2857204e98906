package clip

// Mean and deviation of the pictures CLIP was trained on (Radford et al. 2021).
var (
	mean      = [3]float64{0.48145466, 0.4578275, 0.40821073}
	deviation = [3]float64{0.26862954, 0.26130258, 0.27577711}
)

// Pixels brings a picture in [-1, 1], interleaved RGB, to the scale that the
// image tower expects.
func Pixels(x []float32) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		c := i % 3
		out[i] = float32(((float64(v)+1)/2 - mean[c]) / deviation[c])
	}
	return out
}
