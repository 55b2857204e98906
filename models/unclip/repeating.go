package unclip

import (
	"math"

	"unclip/models/sample"
)

// repeating walks each step of a chain several times, with the noise of the step
// put back in between: RePaint's resampling, by which what is painted and what
// stays come to agree (Lugmayr et al. 2022, section 4.2).
type repeating struct {
	sample.Sampler
	schedule sample.Schedule
	noise    sample.Noise
	ts       []int // of the chain
	times    int
}

func newRepeating(s sample.Sampler, schedule sample.Schedule, noise sample.Noise, times int) *repeating {
	return &repeating{s, schedule, sample.Noise{Seed: noise.Seed, Stream: noise.Stream + 1}, s.Timesteps(), times}
}

// Timesteps repeats those of the chain; the last leg, to clean data, is walked
// once.
func (c *repeating) Timesteps() []int {
	var list []int
	for i, t := range c.ts {
		for range c.walks(i) {
			list = append(list, t)
		}
	}
	return list
}

// walks is how often leg i is walked.
func (c *repeating) walks(i int) int {
	if i == len(c.ts)-1 {
		return 1
	}
	return c.times
}

// leg finds the chain's step of walk i, and whether it is the last of that leg.
func (c *repeating) leg(i int) (leg int, last bool) {
	leg = min(i/c.times, len(c.ts)-1)
	return leg, i-leg*c.times == c.walks(leg)-1
}

// NeedsNoise implements sample.Sampler.
func (c *repeating) NeedsNoise(i int) bool {
	leg, _ := c.leg(i)
	return c.Sampler.NeedsNoise(leg)
}

// Step implements sample.Sampler: it goes back to the leg's start unless this
// was its last walk.
func (c *repeating) Step(i int, out sample.Output, z []float32) error {
	leg, last := c.leg(i)
	before := c.Snapshot()
	if err := c.Sampler.Step(leg, out, z); err != nil || last {
		return err
	}
	c.back(before.X, i, leg)
	return c.Restore(before)
}

// back writes x_t ~ q(x_t | x_s) over the state that a leg started from.
func (c *repeating) back(xt []float32, i, leg int) {
	ratio := c.schedule.AlphaBar(c.ts[leg]) / c.schedule.AlphaBar(c.ts[leg+1])
	signal, noise := float32(math.Sqrt(ratio)), float32(math.Sqrt(1-ratio))
	z := c.noise.Step(i, len(xt))
	for j, xs := range c.X() {
		a, b := signal*xs, noise*z[j]
		xt[j] = a + b
	}
}
