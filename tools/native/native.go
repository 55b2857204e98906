// Package native opens a converted model on the soft device, for tools that
// measure without a browser.
package native

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"unclip/models/token"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// shards reads a model's shards from its folder.
type shards string

// Shard implements engine.Shards.
func (folder shards) Shard(_ context.Context, s weights.Shard) (gpu.Bytes, error) {
	data, err := os.ReadFile(filepath.Join(string(folder), s.File))
	return gpu.Memory(data), err
}

// Manifest reads the manifest of a model's folder.
func Manifest(folder string) (*weights.Manifest, error) {
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("%w; convert a model with tools/convert, or give its folder with -model", err)
	}
	m, err := weights.ParseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return m, nil
}

// Pipeline runs the model of a folder on the soft device.
func Pipeline(folder string, m *weights.Manifest) (*unclip.Pipeline, error) {
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(folder, m.Tokenizer))
	if err != nil {
		return nil, err
	}
	merges, err := token.ReadMerges(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	t, err := token.New(merges)
	if err != nil {
		return nil, err
	}
	return unclip.New(c, t, engine.NewRuntime(soft.Open(), m, shards(folder), engine.Options{}))
}
