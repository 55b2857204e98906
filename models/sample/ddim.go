package sample

import (
	"fmt"
	"math"
)

// DDIM is the implicit sampler of Song et al. 2021, eq. 12. With η = 0 it is a
// deterministic map from x_T to a picture; with η = 1 it adds as much noise as
// DDPM does. unCLIP's variations of an image are DDIM with η > 0 from the
// inverted x_T (§3.1).
type DDIM struct {
	chain
	table []implicit
}

// implicit holds x_s = c0·x0 + cx·x + σ·z for one leg, with ε̂ re-derived from
// the clipped x0 and folded into the two coefficients.
type implicit struct{ c0, cx, sigma float64 }

// NewDDIM prepares DDIM over cfg.Timesteps with 0 ≤ η ≤ 1.
func NewDDIM(cfg Config, eta float64) (*DDIM, error) {
	return newDDIM(cfg, eta, legs(cfg.Timesteps))
}

func newDDIM(cfg Config, eta float64, legs []leg) (*DDIM, error) {
	if !(eta >= 0 && eta <= 1) {
		return nil, fmt.Errorf("%w: eta %g; 0 is deterministic, 1 is the most", ErrConfig, eta)
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	d := &DDIM{chain: newChain(fmt.Sprintf("ddim(%g)", eta), cfg, cfg.Timesteps)}
	for _, l := range legs {
		d.table = append(d.table, newImplicit(cfg.Schedule, l, eta))
	}
	return d, nil
}

// newImplicit is Song et al. 2021, eq. 12 and 16: x_s = √ᾱ_s·x0 +
// √(1-ᾱ_s-σ²)·ε̂ + σ·z with ε̂ = (x - √ᾱ_t·x0)/√(1-ᾱ_t).
func newImplicit(s Schedule, l leg, eta float64) implicit {
	at, as := s.AlphaBar(l.t), s.AlphaBar(l.s)
	sigma := eta * math.Sqrt((1-as)/(1-at)) * math.Sqrt(1-at/as)
	direction := math.Sqrt(max(0, 1-as-float64(sigma*sigma))) / math.Sqrt(1-at)
	return implicit{
		c0:    math.Sqrt(as) - float64(direction*math.Sqrt(at)),
		cx:    direction,
		sigma: sigma,
	}
}

// NeedsNoise is true for all steps but the last if η > 0.
func (d *DDIM) NeedsNoise(i int) bool {
	return i >= 0 && i < len(d.table) && d.table[i].sigma > 0
}

// Step advances from Timesteps()[i]; out.V is not used.
func (d *DDIM) Step(i int, out Output, z []float32) error {
	if err := d.admit(i, out, false, z, d.NeedsNoise(i)); err != nil {
		return err
	}
	d.predict(i, out)
	k := d.table[i]
	blend(d.newX, k.c0, d.newX0, k.cx, d.x)
	if k.sigma > 0 {
		for j := range d.newX {
			d.newX[j] += float32(k.sigma * float64(z[j]))
		}
	}
	return d.commit()
}
