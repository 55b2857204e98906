package sample

import (
	"fmt"
	"slices"
)

// Config is what all samplers need to know about a model and a run.
type Config struct {
	Schedule   Schedule
	Timesteps  []int      // strictly decreasing, see UnCLIP, Power and Stride
	Prediction Prediction // what the network outputs
	Clip       Clip       // applied to every predicted x0
}

func (c Config) check() error {
	if c.Schedule.T() == 0 {
		return fmt.Errorf("%w: no schedule; Cosine(1000) is unCLIP's", ErrConfig)
	}
	if c.Prediction < Eps || c.Prediction > V {
		return fmt.Errorf("%w: prediction %d; Eps, X0 and V exist", ErrConfig, c.Prediction)
	}
	if err := c.Clip.check(); err != nil {
		return err
	}
	return checkTimesteps(c.Timesteps, c.Schedule.T())
}

// chain is the state that all samplers share. New values are written beside
// the old ones and take their place only when the whole step is good.
type chain struct {
	kind  string // the method and its options, to tell snapshots apart
	cfg   Config
	ts    []int // of the evaluations
	next  int
	x, x0 []float32
	newX  []float32
	newX0 []float32
	base  []float32 // Inversion only: what it needs of earlier evaluations
	keeps int       // length of base, in states
}

// newChain takes a checked Config and the timesteps of the evaluations.
func newChain(kind string, cfg Config, ts []int) chain {
	return chain{kind: kind, cfg: cfg, ts: slices.Clone(ts)}
}

// Timesteps lists where the network is to be evaluated, in order.
func (c *chain) Timesteps() []int { return slices.Clone(c.ts) }

// Next is the index of the step to take, len(Timesteps()) when finished.
func (c *chain) Next() int { return c.next }

// X is the live state; see Sampler.
func (c *chain) X() []float32 { return c.x }

// X0 is the clean sample predicted by the last step, nil before the first.
func (c *chain) X0() []float32 {
	if c.next == 0 {
		return nil
	}
	return c.x0
}

// Start copies the first state and goes to step 0.
func (c *chain) Start(xT []float32) error {
	if len(xT) == 0 {
		return fmt.Errorf("%w: an empty state", ErrLength)
	}
	if err := finite("the first state", xT); err != nil {
		return err
	}
	c.allocate(len(xT))
	copy(c.x, xT)
	copy(c.base, xT)
	c.next = 0
	return nil
}

func (c *chain) allocate(n int) {
	if len(c.x) == n {
		return
	}
	c.x, c.x0 = make([]float32, n), make([]float32, n)
	c.newX, c.newX0 = make([]float32, n), make([]float32, n)
	c.base = make([]float32, c.keeps*n)
}

// admit checks that step i is next and that all it needs has come with it.
func (c *chain) admit(i int, out Output, needsV bool, z []float32, needsZ bool) error {
	switch {
	case len(c.x) == 0:
		return fmt.Errorf("%w: step %d before Start", ErrOrder, i)
	case i != c.next || i >= len(c.ts):
		return fmt.Errorf("%w: step %d offered, %d of %d is next; after a loss Restore the last Snapshot", ErrOrder, i, c.next, len(c.ts))
	}
	if err := c.fits("the prediction", out.Pred); err != nil {
		return err
	}
	if needsV {
		if err := c.fits("the variance (learned_range needs it)", out.V); err != nil {
			return err
		}
	}
	if needsZ {
		return c.fits("the noise", z)
	}
	return nil
}

func (c *chain) fits(what string, values []float32) error {
	if len(values) != len(c.x) {
		return fmt.Errorf("%w: %s has %d values, the state %d", ErrLength, what, len(values), len(c.x))
	}
	return finite(what, values)
}

// predict writes the clipped x0 of this step into newX0.
func (c *chain) predict(i int, out Output) {
	c.cfg.Prediction.ToX0(c.newX0, c.x, out.Pred, c.cfg.Schedule.AlphaBar(c.ts[i]))
	c.cfg.Clip.Apply(c.newX0)
}

// commit makes the new values the state.
func (c *chain) commit() error {
	if err := finite("the new state", c.newX); err != nil {
		return err
	}
	if err := finite("the predicted x0", c.newX0); err != nil {
		return err
	}
	c.x, c.newX = c.newX, c.x
	c.x0, c.newX0 = c.newX0, c.x0
	c.next++
	return nil
}

func finite(what string, values []float32) error {
	for i, v := range values {
		if v-v != 0 {
			return fmt.Errorf("%w: %s holds %g at %d; half precision that overflowed looks like this", ErrNotFinite, what, v, i)
		}
	}
	return nil
}
