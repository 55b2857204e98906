package sample

import (
	"fmt"
	"slices"
)

// Snapshot is a sampler between two steps. Its fields are plain so that any
// encoder can store it; they belong to the sampler that made them.
type Snapshot struct {
	Kind      string    // method and options, "ddim(0)"
	Timesteps []int     // of the evaluations
	Next      int       // the step to take
	X         []float32 // the state
	X0        []float32 // the last predicted x0, empty before the first step
	Base      []float32 // inversion: where the current leg started, and its last iterate
}

// Snapshot copies all that is needed to continue. Before Start it holds no
// state and cannot be restored.
func (c *chain) Snapshot() Snapshot {
	return Snapshot{
		Kind: c.kind, Timesteps: slices.Clone(c.ts), Next: c.next,
		X: slices.Clone(c.x), X0: slices.Clone(c.X0()), Base: slices.Clone(c.base),
	}
}

// Restore goes to the step that the snapshot was taken at. The snapshot may
// come from another sampler of the same method, options and timesteps. On an
// error nothing has changed.
func (c *chain) Restore(s Snapshot) error {
	if err := c.accepts(s); err != nil {
		return err
	}
	c.allocate(len(s.X))
	copy(c.x, s.X)
	copy(c.x0, s.X0)
	copy(c.base, s.Base)
	c.next = s.Next
	return nil
}

func (c *chain) accepts(s Snapshot) error {
	switch {
	case s.Kind != c.kind || !slices.Equal(s.Timesteps, c.ts):
		return fmt.Errorf("%w: it is of %s over %d steps, this is %s over %d; build the sampler as before", ErrSnapshot, s.Kind, len(s.Timesteps), c.kind, len(c.ts))
	case s.Next < 0 || s.Next > len(c.ts):
		return fmt.Errorf("%w: step %d of %d", ErrSnapshot, s.Next, len(c.ts))
	case len(s.X) == 0:
		return fmt.Errorf("%w: it holds no state; it was taken before Start", ErrSnapshot)
	case s.Next > 0 && len(s.X0) != len(s.X), len(s.Base) != c.keeps*len(s.X):
		return fmt.Errorf("%w: %d values of state, %d of x0, %d of base", ErrSnapshot, len(s.X), len(s.X0), len(s.Base))
	}
	for _, values := range [][]float32{s.X, s.X0, s.Base} {
		if err := finite("the snapshot", values); err != nil {
			return err
		}
	}
	return nil
}
