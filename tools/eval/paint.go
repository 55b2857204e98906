package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// setting is one way to draw.
type setting struct {
	Prior    string  `json:"prior"`
	Guidance float64 `json:"guidance"`
	Seed     uint64  `json:"seed"`
}

// painter draws through tools/render: the real engine in a browser.
type painter struct {
	render      string // the built command
	model, work string
	steps       int
}

func openPainter(ctx context.Context, root string, o options) (*painter, error) {
	p := &painter{filepath.Join(o.work, "render"), o.model, o.work, o.steps}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", p.render, "./tools/render")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build ./tools/render: %w: %s", err, out)
	}
	return p, nil
}

// draw makes one picture of each caption, or finds those of an earlier run.
func (p *painter) draw(ctx context.Context, captions []string, s setting) ([]image.Image, error) {
	list := strings.Join(captions, "\n")
	args := []string{"-model", p.model, "-steps", fmt.Sprint(p.steps), "-seed", fmt.Sprint(s.Seed), "-prior", s.Prior, "-guidance", fmt.Sprint(s.Guidance)}
	sum := sha256.Sum256([]byte(list + strings.Join(args, " ")))
	folder := filepath.Join(p.work, "pictures", hex.EncodeToString(sum[:8]))
	if found, err := read(folder, len(captions)); err == nil {
		return found, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	prompts := filepath.Join(folder, "prompts.txt")
	if err := os.WriteFile(prompts, []byte(list), 0o644); err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "drawing %d pictures, prior %s, guidance %g, seed %d\n", len(captions), s.Prior, s.Guidance, s.Seed)
	cmd := exec.CommandContext(ctx, p.render, append(args, "-prompts", prompts, "-each", folder, "-out", filepath.Join(folder, "sheet.png"))...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("render %s: %w: %s", strings.Join(args, " "), err, out[max(0, len(out)-500):])
	}
	return read(folder, len(captions))
}

// read opens the pictures 001.png … of a folder.
func read(folder string, n int) ([]image.Image, error) {
	out := make([]image.Image, n)
	for i := range out {
		f, err := os.Open(filepath.Join(folder, fmt.Sprintf("%03d.png", i+1)))
		if err != nil {
			return nil, err
		}
		out[i], err = png.Decode(f)
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
