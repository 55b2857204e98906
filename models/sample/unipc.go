package sample

// UniPC is UniPC-2 with B(h) = e^{-h} - 1 and predicted x0, Zhao et al. 2023,
// alg. 1 and 2: each prediction first corrects the state that it was made at,
// from where the leg before began, and then predicts the next, as DPMSolver
// does. Like that it is deterministic, at one evaluation per step.
type UniPC struct {
	chain
	table []unified
}

// unified is the predictor of one leg and the corrector of the one before. That
// is x = cx·base + c0·m_0 + cNow·m_t + cPast·m_1: m_t is the x0 predicted now, at
// the end of the leg, m_0 the one at its start and m_1 the one before.
type unified struct {
	predictor           multistep
	cx, c0, cNow, cPast float64
	corrects            bool
}

// NewUniPC prepares UniPC over cfg.Timesteps. Predictors are of the orders of
// NewDPMSolver, each corrector is of its predictor's order.
func NewUniPC(cfg Config) (*UniPC, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	u := &UniPC{chain: newChain("unipc(2)", cfg, cfg.Timesteps)}
	u.keeps = 2
	all := legs(cfg.Timesteps)
	for i, p := range predictors(cfg) {
		var k unified
		if i > 0 {
			k = corrector(cfg.Schedule, all[i-1], u.table[i-1].predictor)
		}
		k.predictor = p
		u.table = append(u.table, k)
	}
	return u, nil
}

// corrector is Zhao et al. 2023, eq. 3 and 9, for the leg that p has predicted.
// With h = λ_s - λ_t and D_1 = (m_1 - m_0)/r, where r = (λ_before - λ_t)/h, its
// weights of D_1 and of m_t - m_0 solve R·ρ = b with R = [[1, 1], [r, 1]];
// alone, the latter is ½.
func corrector(s Schedule, l leg, p multistep) unified {
	h := (s.LogSNR(l.s) - s.LogSNR(l.t)) / 2 // λ is half the logarithm
	phi := -p.c0 / s.signal(l.s)             // e^{-h} - 1
	if !(h > 0) {
		return unified{}
	}
	now, past := 0.5, 0.0
	if p.extra != 0 {
		r := -1 / (2 * p.extra)
		first := phi/-h - 1
		b1, b2 := first/phi, 2*(first/-h-0.5)/phi
		rho := (b1 - b2) / (1 - r)
		now, past = b1-rho, rho/r
	}
	return unified{cx: p.cx, cNow: p.c0 * now, cPast: p.c0 * past, c0: p.c0 * (1 - now - past), corrects: true}
}

// NeedsNoise is always false.
func (u *UniPC) NeedsNoise(int) bool { return false }

// Step advances from Timesteps()[i]; out.V and z are not used.
func (u *UniPC) Step(i int, out Output, _ []float32) error {
	if err := u.admit(i, out, false, nil, false); err != nil {
		return err
	}
	u.predict(i, out)
	start := u.corrected(u.table[i])
	u.table[i].predictor.advance(u.newX, start, u.newX0, u.x0)
	if err := u.commit(); err != nil {
		return err
	}
	copy(u.start(), start)
	copy(u.past(), u.newX0) // the x0 before, since commit has exchanged them
	return nil
}

// start and past are what the corrector needs of the leg before: the state at
// its start, corrected, and m_1.
func (u *UniPC) start() []float32 { return u.base[:len(u.x)] }
func (u *UniPC) past() []float32  { return u.base[len(u.x):] }

// corrected is the state of this step in the light of what was predicted there.
func (u *UniPC) corrected(k unified) []float32 {
	start := make([]float32, len(u.x))
	if !k.corrects {
		copy(start, u.x)
		return start
	}
	base, past := u.start(), u.past()
	for j := range start {
		m := float64(k.c0*float64(u.x0[j])) + float64(k.cNow*float64(u.newX0[j])) + float64(k.cPast*float64(past[j]))
		start[j] = float32(m + float64(k.cx*float64(base[j])))
	}
	return start
}
