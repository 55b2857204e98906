// Package enginetest makes whole models in memory: from given tensors, for the
// parity tool, or from seeded random ones, for tests of the engine.
package enginetest

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// Tensor is an unpacked tensor in our orientation.
type Tensor struct {
	Kind   weights.Kind
	Shape  []int
	Values []float32
}

// Library is an engine.Library that is already all here.
type Library struct {
	manifest *weights.Manifest
	shards   [][]byte
	files    map[string][]byte
	Fetched  int64 // bytes handed out as shards
}

// New packs the tensors of each stage into one shard, stored as dtype where a
// tensor is large enough to be worth it.
func New(config map[string]any, stages map[string]map[string]Tensor, dtype weights.DType) (*Library, error) {
	l := &Library{manifest: &weights.Manifest{Format: weights.Format, Name: "memory", Config: map[string]json.RawMessage{}}, files: map[string][]byte{}}
	for name, c := range config {
		raw, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("enginetest: config %s: %w", name, err)
		}
		l.manifest.Config[name] = raw
	}
	for _, stage := range sorted(stages) {
		if err := l.pack(stage, stages[stage], dtype); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *Library) pack(stage string, tensors map[string]Tensor, dtype weights.DType) error {
	var blob []byte
	for _, name := range sorted(tensors) {
		t, d := tensors[name], dtype
		if t.Kind == weights.Vector {
			d = weights.F32
		}
		data, scale, err := weights.Pack(t.Kind, d, t.Shape, d.Group(), t.Values)
		if err != nil {
			return fmt.Errorf("enginetest: %s: %w", name, err)
		}
		l.manifest.Tensors = append(l.manifest.Tensors, &weights.Tensor{Name: name, Kind: t.Kind, DType: d, Shape: t.Shape, Group: d.Group(),
			Shard: len(l.shards), Offset: int64(len(blob)), Bytes: int64(len(data)), ScaleOffset: int64(len(blob) + len(data)), ScaleBytes: int64(len(scale))})
		blob = append(append(blob, data...), scale...)
	}
	l.shards = append(l.shards, blob)
	l.manifest.Stages = append(l.manifest.Stages, stage)
	l.manifest.Shards = append(l.manifest.Shards, weights.Shard{File: stage, Bytes: int64(len(blob)), Stage: stage})
	return nil
}

// AddFile adds an accompanying file.
func (l *Library) AddFile(name, role string, content []byte) {
	l.files[name] = content
	l.manifest.Files = append(l.manifest.Files, weights.File{File: name, Bytes: int64(len(content)), Role: role})
}

// Manifest implements engine.Library.
func (l *Library) Manifest(context.Context) (*weights.Manifest, error) { return l.manifest, nil }

// Cached implements engine.Library: everything is here.
func (l *Library) Cached(_ context.Context, m *weights.Manifest) int64 { return m.Bytes() }

// Install implements engine.Library: nothing is missing.
func (l *Library) Install(_ context.Context, m *weights.Manifest, _ bool, progress func(done, total int64)) error {
	progress(m.Bytes(), m.Bytes())
	return nil
}

// Fetch implements engine.Library: nothing is missing.
func (l *Library) Fetch(context.Context, *weights.Manifest, string, func(done, total int64)) error {
	return nil
}

// Import implements engine.Library: nothing is missing.
func (l *Library) Import(_ context.Context, _ []bridge.File, _ bool, progress func(done, total int64)) (*weights.Manifest, error) {
	progress(l.manifest.Bytes(), l.manifest.Bytes())
	return l.manifest, nil
}

// Remove implements engine.Library: what lies in memory stays.
func (l *Library) Remove(context.Context) error { return nil }

// Room implements engine.Library.
func (l *Library) Room(_ context.Context, m *weights.Manifest) (kept, free int64, visit bool) {
	return m.Bytes(), -1, false
}

// Shard implements engine.Shards.
func (l *Library) Shard(_ context.Context, s weights.Shard) (gpu.Bytes, error) {
	for i, have := range l.manifest.Shards {
		if have.File == s.File {
			l.Fetched += s.Bytes
			return gpu.Memory(l.shards[i]), nil
		}
	}
	return nil, fmt.Errorf("enginetest: no shard %q", s.File)
}

// File implements engine.Library.
func (l *Library) File(_ context.Context, f weights.File) ([]byte, error) {
	content, ok := l.files[f.File]
	if !ok {
		return nil, fmt.Errorf("enginetest: no file %q", f.File)
	}
	return content, nil
}

func sorted[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
