package sample

import (
	"fmt"
	"math"
)

// Variance is how DDPM chooses the variance of the noise it adds.
type Variance int

const (
	// FixedSmallLog takes the posterior variance of q(x_s|x_t,x0): Karlo's
	// prior and upsampler.
	FixedSmallLog Variance = iota
	// LearnedRange interpolates in log space between the posterior variance
	// and β by the network's V, Nichol & Dhariwal 2021, eq. 15: Karlo's decoder.
	LearnedRange
)

// String names the variance as checkpoints do.
func (v Variance) String() string {
	if v == LearnedRange {
		return "learned_range"
	}
	return "fixed_small_log"
}

// DDPM is ancestral sampling, Ho et al. 2020, alg. 2, respaced to a list of
// timesteps as in Nichol & Dhariwal 2021, §4: Karlo's sampler.
type DDPM struct {
	chain
	variance Variance
	table    []ancestral
}

// ancestral holds x_s = c0·x0 + cx·x + σ·z for one leg.
type ancestral struct {
	c0, cx          float64
	logBeta, logVar float64 // of β and of the posterior variance, floored
	sigma           float64 // for FixedSmallLog
	noisy           bool
}

// NewDDPM prepares ancestral sampling over cfg.Timesteps.
func NewDDPM(cfg Config, variance Variance) (*DDPM, error) {
	if variance != FixedSmallLog && variance != LearnedRange {
		return nil, fmt.Errorf("%w: variance %d; FixedSmallLog and LearnedRange exist", ErrConfig, variance)
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	d := &DDPM{chain: newChain("ddpm("+variance.String()+")", cfg, cfg.Timesteps), variance: variance}
	for _, l := range legs(cfg.Timesteps) {
		d.table = append(d.table, newAncestral(cfg.Schedule, l))
	}
	return d, nil
}

// newAncestral is Ho et al. 2020, eq. 7, with ᾱ_{t-1} replaced by ᾱ_s.
func newAncestral(s Schedule, l leg) ancestral {
	at, as := s.AlphaBar(l.t), s.AlphaBar(l.s)
	beta := 1 - at/as
	variance := max((1-as)/(1-at)*beta, 1e-20)
	return ancestral{
		c0:      math.Sqrt(as) * beta / (1 - at),
		cx:      math.Sqrt(1-beta) * (1 - as) / (1 - at),
		logBeta: ln(max(beta, 1e-20)),
		logVar:  ln(variance),
		sigma:   math.Sqrt(variance),
		noisy:   l.s >= 0,
	}
}

// NeedsNoise is true for all steps but the last.
func (d *DDPM) NeedsNoise(i int) bool {
	return i >= 0 && i < len(d.table) && d.table[i].noisy
}

// Step advances from Timesteps()[i]; out.V is needed for LearnedRange.
func (d *DDPM) Step(i int, out Output, z []float32) error {
	if err := d.admit(i, out, d.variance == LearnedRange, z, d.NeedsNoise(i)); err != nil {
		return err
	}
	d.predict(i, out)
	k := d.table[i]
	blend(d.newX, k.c0, d.newX0, k.cx, d.x)
	if k.noisy {
		for j := range d.newX {
			d.newX[j] += float32(d.sigma(k, out, j) * float64(z[j]))
		}
	}
	return d.commit()
}

// sigma is the standard deviation of the noise for value j.
func (d *DDPM) sigma(k ancestral, out Output, j int) float64 {
	if d.variance == FixedSmallLog {
		return k.sigma
	}
	frac := (float64(out.V[j]) + 1) / 2
	return exp((float64(frac*k.logBeta) + float64((1-frac)*k.logVar)) / 2)
}
