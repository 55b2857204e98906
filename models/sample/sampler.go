package sample

import "fmt"

// Output is what a network said about one state: Pred has the length of the
// state; V, the variance head of Nichol & Dhariwal 2021, has it too or is nil.
type Output struct{ Pred, V []float32 }

// Sampler is a chain of states, advanced by one network evaluation at a time.
//
//	err := s.Start(xT)
//	for i, t := range s.Timesteps() {
//		out := … // evaluate the network on s.X() at t
//		err = s.Step(i, out, z) // z = noise if s.NeedsNoise(i), else nil
//	}
//
// A step that returns an error has changed nothing and may be repeated.
// Samplers are not safe for concurrent use.
type Sampler interface {
	// Timesteps lists where the network is to be evaluated, in order. Inversion
	// runs from small to large and may repeat a timestep.
	Timesteps() []int
	// Start copies the first state and goes to step 0.
	Start(xT []float32) error
	// Next is the index of the step to take, len(Timesteps()) when finished.
	Next() int
	// NeedsNoise says whether step i wants unit normal noise.
	NeedsNoise(i int) bool
	// Step advances by the evaluation at X and Timesteps()[i]. The index must
	// be Next; it is asked for so that a loop that lost count finds out.
	Step(i int, out Output, z []float32) error
	// X is the live state. An editor such as inpainting may overwrite its
	// values between steps; the slice itself changes with every step.
	X() []float32
	// X0 is the clean sample predicted by the last step, clamped: the preview.
	// It is nil before the first step.
	X0() []float32
	// Snapshot copies all that is needed to continue.
	Snapshot() Snapshot
	// Restore goes to the step a snapshot of the same kind of run was taken at.
	Restore(Snapshot) error
}

// Model evaluates a network on one state x at timestep t, guidance included.
type Model func(t int, x []float32) (Output, error)

// Run takes the remaining steps of a started or restored sampler.
func Run(s Sampler, noise Noise, model Model) error {
	ts := s.Timesteps()
	for i := s.Next(); i < len(ts); i++ {
		out, err := model(ts[i], s.X())
		if err != nil {
			return fmt.Errorf("sample: evaluation %d at timestep %d: %w", i, ts[i], err)
		}
		var z []float32
		if s.NeedsNoise(i) {
			z = noise.Step(i, len(s.X()))
		}
		if err := s.Step(i, out, z); err != nil {
			return err
		}
	}
	return nil
}
