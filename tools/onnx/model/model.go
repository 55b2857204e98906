// Package model opens a converted model on disk.
package model

import (
	"fmt"
	"os"
	"path/filepath"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/onnx/export"
	"unclip/web/server"
)

// Folder is a model with its configuration.
type Folder struct {
	*unclip.Config
	Manifest *weights.Manifest
	Path     string
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
		return nil, err
	}
	return &Folder{c, m, path}, nil
}

// Source reads weights from the folder's shards.
func (f *Folder) Source() export.Source {
	return export.FromShards(f.Manifest, func(s weights.Shard) ([]byte, error) {
		return os.ReadFile(filepath.Join(f.Path, filepath.Base(s.File)))
	})
}
