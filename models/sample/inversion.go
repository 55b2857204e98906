package sample

import (
	"fmt"
	"slices"
)

// Inversion runs DDIM (η = 0) backwards, from a picture to the x_T that
// generates it: the second half of unCLIP's bipartite latent (z_i, x_T), §3.
// Start takes the picture, and X is x_T after the last step.
//
// Invert with the image embedding as the condition and guidance 1, and stop
// near t = 979 of 1000: the last steps of the cosine schedule hold no
// information. DDIM over the same timesteps then reconstructs the picture.
type Inversion struct {
	chain
	table []reverse
}

// reverse holds y = a·base + b·ε(x, t) for one evaluation at t.
type reverse struct {
	t    int
	a, b float64
	lead bool // a new leg begins: base is x
}

// NewInversion prepares inversion along cfg.Timesteps, given in the decreasing
// order in which they will generate; cfg.Clip is not used, because a clamped
// x0 could not be walked back. With 0 refinements each leg takes one
// evaluation, assuming that ε does not change along it (Dhariwal & Nichol
// 2021, App. F). With more, each leg is also solved as the fixed point of the
// DDIM step that generates it, at one evaluation per refinement; 3 bring the
// error of 25 steps below that of 250 without.
func NewInversion(cfg Config, refinements int) (*Inversion, error) {
	if refinements < 0 || refinements > 100 {
		return nil, fmt.Errorf("%w: %d refinements; 0 is the plain inversion, 3 are plenty, 100 the most", ErrConfig, refinements)
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	v := &Inversion{table: reversal(cfg, refinements)}
	var ts []int
	for _, r := range v.table {
		ts = append(ts, r.t)
	}
	if len(ts) == 0 {
		return nil, fmt.Errorf("%w: a single timestep has no leg to invert; refine it or give two", ErrConfig)
	}
	v.chain = newChain(fmt.Sprintf("inversion(%d)", refinements), cfg, ts)
	v.keepsBase = true
	return v, nil
}

// reversal lists the evaluations. The plain method takes the picture for the
// state at the smallest timestep; refinement also inverts the last step of
// generation, from there to clean data.
func reversal(cfg Config, refinements int) []reverse {
	var table []reverse
	for _, l := range slices.Backward(legs(cfg.Timesteps)) {
		a, b := reverseLeg(cfg.Schedule, l)
		if l.s >= 0 {
			table = append(table, reverse{t: l.s, a: a, b: b, lead: true})
		}
		for range refinements {
			table = append(table, reverse{t: l.t, a: a, b: b})
		}
	}
	return table
}

// reverseLeg solves Song et al. 2021, eq. 13, for the noisier end: x_t =
// (α_t/α_s)·x_s + (σ_t - α_t·σ_s/α_s)·ε.
func reverseLeg(s Schedule, l leg) (a, b float64) {
	a = s.signal(l.t) / s.signal(l.s)
	return a, s.noise(l.t) - float64(a*s.noise(l.s))
}

// NeedsNoise is always false.
func (v *Inversion) NeedsNoise(int) bool { return false }

// Step advances by the evaluation at X and Timesteps()[i]; out.V and z are not
// used.
func (v *Inversion) Step(i int, out Output, _ []float32) error {
	if err := v.admit(i, out, false, nil, false); err != nil {
		return err
	}
	k := v.table[i]
	if k.lead {
		copy(v.base, v.x)
	}
	alphaBar := v.cfg.Schedule.AlphaBar(k.t)
	v.cfg.Prediction.ToX0(v.newX0, v.x, out.Pred, alphaBar)
	v.cfg.Prediction.ToEps(v.newX, v.x, out.Pred, alphaBar)
	blend(v.newX, k.a, v.base, k.b, v.newX)
	return v.commit()
}
