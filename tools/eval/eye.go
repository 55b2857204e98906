package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"unclip/models/embed"
	"unclip/models/token"
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
)

// eye is a CLIP on the soft device.
type eye struct{ pipeline *unclip.Pipeline }

// folder reads a model's shards from disk.
type folder string

// Shard implements engine.Shards.
func (f folder) Shard(_ context.Context, s weights.Shard) (gpu.Bytes, error) {
	data, err := os.ReadFile(filepath.Join(string(f), s.File))
	return gpu.Memory(data), err
}

func openEye(path string) (*eye, error) {
	p, err := openPipeline(path)
	if err != nil {
		return nil, fmt.Errorf("clip %s: %w; convert one with tools/convert", path, err)
	}
	return &eye{p}, nil
}

func openPipeline(path string) (*unclip.Pipeline, error) {
	data, err := os.ReadFile(filepath.Join(path, "manifest.json"))
	if err != nil {
		return nil, err
	}
	m, err := weights.ParseManifest(data)
	if err != nil {
		return nil, err
	}
	c, err := unclip.ParseConfig(m.Config)
	if err != nil {
		return nil, err
	}
	if data, err = os.ReadFile(filepath.Join(path, m.Tokenizer)); err != nil {
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
	return unclip.New(c, t, engine.NewRuntime(soft.Open(), m, folder(path), engine.Options{}))
}

// pictures are the embeddings of pictures.
func (e *eye) pictures(ctx context.Context, list []image.Image) ([][]float32, error) {
	out := make([][]float32, len(list))
	for i, img := range list {
		x := make([]float32, 0, len(out))
		for _, v := range rgb(img) {
			x = append(x, float32(v)/127.5-1)
		}
		zi, err := e.pipeline.Perceive(ctx, x)
		if err != nil {
			return nil, err
		}
		out[i] = zi
	}
	return out, nil
}

// captions are the embeddings of captions.
func (e *eye) captions(ctx context.Context, list []string) ([][]float32, error) {
	out := make([][]float32, len(list))
	for i, text := range list {
		y, err := e.pipeline.Read(ctx, text, "")
		if err != nil {
			return nil, err
		}
		out[i] = y.Zt[:len(y.Zt)/2]
	}
	return out, nil
}

// scores are the cosines of every picture with every caption.
func scores(zi, zt [][]float32) ([][]float64, error) {
	out := make([][]float64, len(zi))
	for i := range zi {
		out[i] = make([]float64, len(zt))
		for j := range zt {
			s, err := embed.Cosine(zi[i], zt[j])
			if err != nil {
				return nil, err
			}
			out[i][j] = s
		}
	}
	return out, nil
}
