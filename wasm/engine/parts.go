package engine

import (
	"context"
	"fmt"

	"unclip/models/unclip"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// parts is a network for a batch on a program for fewer rows: the rows of the
// batch are computed part by part when a result is read, each with its own
// Prompt pass. It takes longer and a fraction of the memory of activations.
type parts struct {
	gpu.Program          // of one part
	told        *history // of the whole batch
	print       *unclip.Blueprint
	rows        int // of one part
	part, whole *plan.Plan
	results     map[string][]float32 // of the last pass, or nil
}

// Split implements gpu.Splitter.
func (p *parts) Split(most int) { split(p.Program, most) }

// Write and WriteIDs leave it to the history.
func (p *parts) Write(string, []float32) error { return nil }

func (p *parts) WriteIDs(string, []int32) error { return nil }

// RunPrompt and RunStep leave the work to Read.
func (p *parts) RunPrompt(context.Context) error {
	p.results = nil
	return nil
}

func (p *parts) RunStep(context.Context) error {
	p.results = nil
	return nil
}

// Read computes the batch, unless that is done, and returns an output.
func (p *parts) Read(ctx context.Context, name string) ([]float32, error) {
	if p.results == nil {
		results := map[string][]float32{}
		for from := 0; from < p.print.Rows; from += p.rows {
			if err := p.run(ctx, from, results); err != nil {
				return nil, err
			}
		}
		p.results = results
	}
	rows, ok := p.results[name]
	if !ok {
		return nil, fmt.Errorf("engine: the plan has no output %q", name)
	}
	return rows, nil
}

// run computes one part and appends its rows to the results.
func (p *parts) run(ctx context.Context, from int, results map[string][]float32) error {
	if err := p.pass(ctx, p.told.prompt, from, p.Program.RunPrompt); err != nil {
		return err
	}
	if err := p.pass(ctx, p.told.step, from, p.Program.RunStep); err != nil {
		return err
	}
	for _, port := range p.part.Outputs {
		rows, err := p.Program.Read(ctx, port.Name)
		if err != nil {
			return err
		}
		whole, _ := p.whole.Output(port.Name)
		if from == 0 || !whole.Shape.Equal(port.Shape) { // else it is the same for all rows
			results[port.Name] = append(results[port.Name], rows...)
		}
	}
	return nil
}

// pass tells the program its part of the inputs and runs a pass; without
// inputs the pass was never asked for.
func (p *parts) pass(ctx context.Context, in inputs, from int, run func(context.Context) error) error {
	if in == nil {
		return nil
	}
	for name, values := range in {
		if err := p.tell(name, values, from); err != nil {
			return err
		}
	}
	return run(ctx)
}

func (p *parts) tell(name string, values any, from int) error {
	switch v := values.(type) {
	case []float32:
		i, j, err := p.span(name, len(v), from)
		if err != nil {
			return err
		}
		return p.Program.Write(name, v[i:j])
	case []int32:
		i, j, err := p.span(name, len(v), from)
		if err != nil {
			return err
		}
		moved := make([]int32, j-i)
		for k, id := range v[i:j] {
			moved[k] = p.print.Part(id, from, p.rows)
		}
		return p.Program.WriteIDs(name, moved)
	}
	return nil
}

// span is the range of an input's values that belongs to the part that begins
// at a row of the batch; an input without such rows is the same for all parts.
func (p *parts) span(name string, given, from int) (i, j int, err error) {
	port, ok := p.whole.Input(name)
	if n := port.Shape.Elements(); !ok || n != given {
		return 0, 0, fmt.Errorf("engine: input %q takes %d values, got %d", name, n, given)
	}
	if part, _ := p.part.Input(name); part.Shape.Equal(port.Shape) {
		return 0, given, nil
	}
	row := given / p.print.Rows
	return from * row, (from + p.rows) * row, nil
}
