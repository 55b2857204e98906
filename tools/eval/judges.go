package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"unclip/tools/eval/metric"
)

// judges runs the InceptionV3 of tools/eval/judges.
type judges struct {
	home string // where judges.mjs lies
	work string
}

// openJudges installs the judges' packages when they are missing.
func openJudges(ctx context.Context, root, work string) (*judges, error) {
	j := &judges{filepath.Join(root, "tools", "eval", "judges"), work}
	if _, err := os.Stat(filepath.Join(j.home, "node_modules", "nsfwjs")); err == nil {
		return j, nil
	}
	cmd := exec.CommandContext(ctx, "npm", "ci", "--prefix", j.home, "--no-audit", "--no-fund")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("judges: npm ci: %w; install Node 20 or newer with npm, and connect to the network once", err)
	}
	return j, nil
}

// featureWidth is the width of InceptionV3's pooled features.
const featureWidth = 2048

// features are what InceptionV3 sees in pictures of one size, [N, 2048].
func (j *judges) features(ctx context.Context, list []image.Image) (*mat.Dense, error) {
	var all []byte
	for _, img := range list {
		all = append(all, rgb(img)...)
	}
	sum := sha256.Sum256(all)
	out := filepath.Join(j.work, "features", hex.EncodeToString(sum[:8]))
	data, err := os.ReadFile(out)
	if err != nil {
		if data, err = j.look(ctx, out, all, list[0].Bounds().Dx()); err != nil {
			return nil, fmt.Errorf("judges: %w", err)
		}
	}
	values := make([]float32, len(data)/4)
	if err := binary.Read(bytes.NewReader(data), binary.LittleEndian, values); err != nil || len(values) != len(list)*featureWidth {
		return nil, fmt.Errorf("judges: %d features for %d pictures, %v; delete %s and try again", len(values), len(list), err, out)
	}
	rows := make([][]float32, len(list))
	for i := range rows {
		rows[i] = values[i*featureWidth : (i+1)*featureWidth]
	}
	return metric.Matrix(rows)
}

// look runs the judge and keeps what it saw under the name out.
func (j *judges) look(ctx context.Context, out string, pixels []byte, side int) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return nil, err
	}
	in := out + ".rgb"
	if err := os.WriteFile(in, pixels, 0o644); err != nil {
		return nil, err
	}
	defer os.Remove(in)
	cmd := exec.CommandContext(ctx, "node", filepath.Join(j.home, "judges.mjs"), "features", fmt.Sprint(side), in, out)
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("node judges.mjs: %w: %s", err, text)
	}
	return os.ReadFile(out)
}
