package sample

import "fmt"

// Uniform is step i's uniform numbers, between 0 and 1 without either: what
// codes are drawn with. They are independent of the normal noise of another
// stream only.
func (z Noise) Uniform(i, n int) []float64 {
	out := make([]float64, max(n, 0))
	key := [2]uint32{uint32(z.Seed), uint32(z.Seed >> 32)}
	for j := range out {
		w := philox([4]uint32{uint32(j / 4), uint32(i) + 1, z.Stream, 0}, key)
		out[j] = (float64(w[j%4]) + .5) / (1 << 32)
	}
	return out
}

// Draw picks an index with the probabilities softmax(logits/temperature), by a
// uniform number; temperature 0 picks the largest, the first of equals.
func Draw(logits []float32, temperature, uniform float64) (int, error) {
	if len(logits) == 0 || !(temperature >= 0) {
		return 0, fmt.Errorf("%w: %d logits at temperature %g; 1 draws as trained", ErrConfig, len(logits), temperature)
	}
	if err := finite("the logits", logits); err != nil {
		return 0, err
	}
	best := 0
	for i, l := range logits {
		if l > logits[best] {
			best = i
		}
	}
	if temperature == 0 {
		return best, nil
	}
	odds := make([]float64, len(logits))
	for i, l := range logits {
		odds[i] = exp(float64(l-logits[best]) / temperature)
	}
	return Pick(odds, uniform), nil
}

// Pick is the index at which the running sum of the odds passes a share of their
// total.
func Pick(odds []float64, share float64) int {
	total := 0.0
	for _, o := range odds {
		total += o
	}
	sum := 0.0
	for i, o := range odds {
		if sum += o; sum > float64(share*total) {
			return i
		}
	}
	return len(odds) - 1
}
