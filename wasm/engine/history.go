package engine

import (
	"maps"
	"slices"

	"unclip/models/unclip"
)

// inputs are values by port: []float32 rows or []int32 indices, never changed
// once they are kept.
type inputs map[string]any

// history is what a network was told, as far as its state depends on it.
type history struct {
	now    inputs // what each port holds
	prompt inputs // what they held at the last Prompt pass, nil before it
	step   inputs // what they held at the last Step pass since, nil before it
}

// keep remembers a write; the caller may go on to use the slice.
func keep[T any](h *history, name string, values []T) {
	if h.now == nil {
		h.now = inputs{}
	}
	h.now[name] = slices.Clone(values)
}

func (h *history) prompted() { h.prompt, h.step = clone(h.now), nil }

func (h *history) stepped() { h.step = clone(h.now) }

func clone(in inputs) inputs {
	if in == nil {
		return inputs{}
	}
	return maps.Clone(in)
}

// write tells a network all of some inputs.
func (in inputs) write(to unclip.Network) error {
	for name, values := range in {
		var err error
		switch v := values.(type) {
		case []float32:
			err = to.Write(name, v)
		case []int32:
			err = to.WriteIDs(name, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
