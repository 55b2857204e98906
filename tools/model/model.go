// Package model opens a converted model on disk, for tools that measure it or
// run it on the soft device.
package model

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"unclip/models/token"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/web/server"
)

// Folder is a model with its configuration.
type Folder struct {
	*unclip.Config
	Manifest *weights.Manifest
	Path     string
	Digest   string // of the manifest, which has those of all weights
}

// Open reads the manifest of a folder; "" is the embedded model.
func Open(path string) (*Folder, error) {
	if path == "" {
		root, err := server.FindRoot()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(root, "models", "sticker")
	}
	data, err := os.ReadFile(filepath.Join(path, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("%w; convert a model with tools/convert, or give its folder with -model", err)
	}
	m, err := weights.ParseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	sum := sha256.Sum256(data)
	return &Folder{c, m, path, hex.EncodeToString(sum[:])}, nil
}

// Read reads a shard.
func (f *Folder) Read(s weights.Shard) ([]byte, error) {
	return os.ReadFile(filepath.Join(f.Path, filepath.Base(s.File)))
}

// Shard implements engine.Shards.
func (f *Folder) Shard(_ context.Context, s weights.Shard) (gpu.Bytes, error) {
	data, err := f.Read(s)
	return gpu.Memory(data), err
}

// Pipeline runs the model on the soft device.
func (f *Folder) Pipeline() (*unclip.Pipeline, error) {
	return f.On(engine.NewRuntime(soft.Open(), f.Manifest, f, engine.Options{}))
}

// On runs the model on a runtime.
func (f *Folder) On(r unclip.Runtime) (*unclip.Pipeline, error) {
	t, err := f.tokenizer()
	if err != nil {
		return nil, err
	}
	return unclip.New(f.Config, t, r)
}

func (f *Folder) tokenizer() (*token.Tokenizer, error) {
	data, err := os.ReadFile(filepath.Join(f.Path, f.Manifest.Tokenizer))
	if err != nil {
		return nil, err
	}
	return token.Read(bytes.NewReader(data), token.WithContext(f.Text.Context))
}

// Prompts pairs the model's best-known concepts with its styles in turn, at most
// n of them, so that nobody picks by hand.
func (f *Folder) Prompts(n int) ([]string, error) {
	var page struct {
		Known  []string `json:"known"`
		Styles []string `json:"styles"`
	}
	if raw := f.Manifest.Config["page"]; raw != nil {
		if err := json.Unmarshal(raw, &page); err != nil {
			return nil, fmt.Errorf("the manifest's page config: %w", err)
		}
	}
	if len(page.Known) == 0 || len(page.Styles) == 0 {
		return nil, fmt.Errorf("the model lists no concepts and styles to draw; choose a model with known_concepts and styles in its model_index.json")
	}
	var list []string
	for i, concept := range page.Known[:min(n, len(page.Known))] {
		list = append(list, concept+", "+page.Styles[i%len(page.Styles)])
	}
	return list, nil
}
