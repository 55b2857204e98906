package unclip

import "context"

// Network is a graph loaded on a device with its weights.
type Network interface {
	// Write sets an f32 input, WriteIDs an index input; rows are not padded.
	Write(name string, rows []float32) error
	WriteIDs(name string, ids []int32) error
	// RunPrompt computes what does not change from step to step.
	RunPrompt(ctx context.Context) error
	// RunStep computes the outputs.
	RunStep(ctx context.Context) error
	// Read waits for an output.
	Read(ctx context.Context, name string) ([]float32, error)
}

// Runtime loads networks. Network may be asked for the same key again and
// should then return the same network. Where memory is short a runtime may
// compute the rows of a batch one after the other.
type Runtime interface {
	Network(ctx context.Context, b Blueprint) (Network, error)
}

// Progress reports finished work; it must not block for long.
type Progress func(Event)

// Event is one finished step of a stage.
type Event struct {
	Stage   string    // "text", "prior", "decoder", "image", "invert" or "captions"
	Done    int       // steps finished
	Total   int       // steps of the stage
	Preview []float32 // decoder: predicted x0 so far; prior: of the codes so far; [Size, Size, 3] in [-1, 1]

	Codes      []int   // autoregressive prior: codes so far of the first candidate, not to be kept
	Similarity float64 // cosine of what they stand for and z_t
}

func (p Progress) report(e Event) {
	if p != nil {
		p(e)
	}
}

// within counts steps as part of all of a stage's, behind those that are done.
func (p Progress) within(done, all int) Progress {
	return func(e Event) {
		e.Done, e.Total = done+e.Done, all
		p.report(e)
	}
}
