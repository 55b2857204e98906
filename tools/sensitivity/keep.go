package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

// measured is what -keep holds: the effects, and what they were measured with.
type measured struct {
	Manifest string   `json:"manifest"` // its SHA-256, which stands for all weights
	Pictures int      `json:"n"`
	Steps    int      `json:"steps"`
	Effects  []effect `json:"effects"`
}

// kept is effects, or what an earlier run of the same model has measured in the
// same way.
func (b *bench) kept(ctx context.Context) ([]effect, error) {
	if b.keep != "" {
		data, err := os.ReadFile(b.keep)
		if err == nil {
			return b.recall(data)
		}
		if !os.IsNotExist(err) {
			return nil, err
		}
	}
	list, err := b.effects(ctx)
	if err != nil || b.keep == "" {
		return list, err
	}
	data, err := json.MarshalIndent(measured{b.folder.Digest, b.pictures, b.steps, list}, "", " ")
	if err != nil {
		return nil, err
	}
	return list, os.WriteFile(b.keep, data, 0o644)
}

// recall refuses what another model or other pictures gave: their layers may bear
// the same names.
func (b *bench) recall(data []byte) ([]effect, error) {
	const advice = "give -keep another file, or delete this one to measure again"
	var m measured
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w; %s", b.keep, err, advice)
	}
	switch {
	case m.Manifest != b.folder.Digest:
		return nil, fmt.Errorf("%s: measured on another model than %s; %s", b.keep, b.model, advice)
	case m.Pictures != b.pictures || m.Steps != b.steps:
		return nil, fmt.Errorf("%s: measured with -n %d -steps %d; give the same, or %s", b.keep, m.Pictures, m.Steps, advice)
	}
	return m.Effects, nil
}
