package sample

// DPMSolver is DPM-Solver++(2M) in its midpoint form, Lu et al. 2022, alg. 2:
// second order at one evaluation per step and deterministic. With CFG of 6 and
// more it wants Clip set, for it extrapolates x0.
type DPMSolver struct {
	chain
	table []multistep
}

// multistep holds x_s = cx·x + c0·(m_0 + extra·(m_0 - m_1)) for one leg, with
// m_0 the x0 predicted now and m_1 the one before; extra = 1/(2r).
type multistep struct{ cx, c0, extra float64 }

// NewDPMSolver prepares DPM-Solver++(2M) over cfg.Timesteps. The first step and
// the steps into t = 0 and into clean data are of first order: the jump in λ is
// so long there that extrapolation overshoots.
func NewDPMSolver(cfg Config) (*DPMSolver, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return &DPMSolver{chain: newChain("dpm-solver++(2m)", cfg, cfg.Timesteps), table: predictors(cfg)}, nil
}

// predictors are the steps along cfg.Timesteps.
func predictors(cfg Config) []multistep {
	all := legs(cfg.Timesteps)
	table := make([]multistep, len(all))
	for i, l := range all {
		table[i] = firstOrder(cfg.Schedule, l)
		if i > 0 && l.s > 0 {
			table[i].extra = midpoint(cfg.Schedule, all[i-1].t, l)
		}
	}
	return table
}

// firstOrder is x_s = (σ_s/σ_t)·x - α_s·(e^{-h}-1)·m_0, the case k = 1 of Lu et
// al. 2022, §4, and the same as DDIM; e^{-h} = α_t·σ_s/(σ_t·α_s).
func firstOrder(s Schedule, l leg) multistep {
	ratio := s.noise(l.s) / s.noise(l.t)
	return multistep{cx: ratio, c0: s.signal(l.s) - float64(s.signal(l.t)*ratio)}
}

// midpoint is 1/(2r) with r = (λ_t - λ_before)/(λ_s - λ_t), or 0 where a table
// is so flat that λ stands still.
func midpoint(s Schedule, before int, l leg) float64 {
	past := s.LogSNR(l.t) - s.LogSNR(before)
	if past <= 0 {
		return 0
	}
	return (s.LogSNR(l.s) - s.LogSNR(l.t)) / (2 * past)
}

// NeedsNoise is always false.
func (d *DPMSolver) NeedsNoise(int) bool { return false }

// Step advances from Timesteps()[i]; out.V and z are not used.
func (d *DPMSolver) Step(i int, out Output, _ []float32) error {
	if err := d.admit(i, out, false, nil, false); err != nil {
		return err
	}
	d.predict(i, out)
	d.table[i].advance(d.newX, d.x, d.newX0, d.x0)
	return d.commit()
}

// advance writes x_s from x and the predictions m_0 and m_1.
func (k multistep) advance(next, x, m0, m1 []float32) {
	if k.extra == 0 {
		blend(next, k.c0, m0, k.cx, x)
		return
	}
	now, before := k.c0*(1+k.extra), -k.c0*k.extra
	for j := range next {
		m := float64(now*float64(m0[j])) + float64(before*float64(m1[j]))
		next[j] = float32(m + float64(k.cx*float64(x[j])))
	}
}
