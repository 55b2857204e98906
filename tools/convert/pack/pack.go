// Package pack writes tensors as shards and lists them in a manifest.
package pack

import (
	"fmt"

	"unclip/models/weights"
)

// Tensor is one tensor of a model. Values gives its logical values when its turn
// comes, so that only one tensor is in memory at a time.
type Tensor struct {
	Name   string
	Kind   weights.Kind
	Shape  []int
	Stage  string
	Values func() ([]float32, error)
}

// Put stores a finished file.
type Put func(name string, data []byte) error

// Report tells of progress: how many of all tensors are done.
type Report func(done, all int, name string)

// Write stores the tensors, in the order of m.Stages and then as given, and adds
// them and their shards to m. The same tensors give the same bytes.
func Write(m *weights.Manifest, tensors []Tensor, p Policy, put Put, report Report) error {
	if err := p.knows(tensors); err != nil {
		return err
	}
	w := &writer{manifest: m, put: put}
	done := 0
	for _, stage := range m.Stages {
		w.stage, w.number = stage, 0
		for _, t := range tensors {
			if t.Stage != stage {
				continue
			}
			if err := w.add(t, p); err != nil {
				return fmt.Errorf("pack: %s: %w", t.Name, err)
			}
			if done++; report != nil {
				report(done, len(tensors), t.Name)
			}
		}
		if err := w.flush(); err != nil {
			return err
		}
	}
	if done != len(tensors) {
		return fmt.Errorf("pack: %d of %d tensors belong to no stage of %v", len(tensors)-done, len(tensors), m.Stages)
	}
	m.Needs = Needs(m)
	return m.Validate()
}

// add packs one tensor and places its bytes.
func (w *writer) add(t Tensor, p Policy) error {
	dtype, group := p.storage(t.Name, t.Kind, t.Shape)
	layout, err := weights.LayoutOf(t.Kind, dtype, t.Shape, group)
	if err != nil {
		return err
	}
	values, err := t.Values()
	if err != nil {
		return err
	}
	data, scale, err := weights.Pack(t.Kind, dtype, t.Shape, group, values)
	if err != nil {
		return err
	}
	entry := &weights.Tensor{Name: t.Name, Kind: t.Kind, DType: dtype, Shape: t.Shape, Group: group, Shard: unplaced}
	w.manifest.Tensors = append(w.manifest.Tensors, entry)
	return w.place(entry, layout, data, scale)
}
