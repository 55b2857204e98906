package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"gonum.org/v1/gonum/mat"

	"unclip/tools/eval/metric"
	"unclip/tools/npm"
)

// judges runs the InceptionV3 and the ESRGAN of tools/eval/judges.
type judges struct {
	home string // where judges.mjs lies
	work string
}

// openJudges installs the judges' packages when they are missing.
func openJudges(ctx context.Context, work string) (*judges, error) {
	home, err := npm.Install(ctx, "tools/eval/judges")
	if err != nil {
		return nil, err
	}
	return &judges{home, work}, nil
}

// featureWidth is the width of InceptionV3's pooled features.
const featureWidth = 2048

// features are what InceptionV3 sees in pictures of one size, [N, 2048].
func (j *judges) features(ctx context.Context, list []image.Image) (*mat.Dense, error) {
	data, err := j.ask(ctx, "features", list, 4*featureWidth)
	if err != nil {
		return nil, err
	}
	values := make([]float32, len(data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return metric.Matrix(slices.Collect(slices.Chunk(values, featureWidth)))
}

// enlarge is pictures enlarged by ESRGAN-medium, by its own factor of 4.
func (j *judges) enlarge(ctx context.Context, list []image.Image, factor int) ([]image.Image, error) {
	side := factor * list[0].Bounds().Dx()
	data, err := j.ask(ctx, "upscale", list, side*side*3)
	if err != nil {
		return nil, err
	}
	out := make([]image.Image, len(list))
	for i := range out {
		out[i] = fromRGB(data[i*side*side*3:], side)
	}
	return out, nil
}

// ask runs a judge over pictures that it has not seen yet; the answer has so many
// bytes for each.
func (j *judges) ask(ctx context.Context, judge string, list []image.Image, each int) ([]byte, error) {
	var all []byte
	for _, img := range list {
		all = append(all, rgb(img)...)
	}
	sum := sha256.Sum256(all)
	out := filepath.Join(j.work, judge, hex.EncodeToString(sum[:8]))
	data, err := os.ReadFile(out)
	if err != nil {
		if data, err = j.run(ctx, judge, out, all, list[0].Bounds().Dx()); err != nil {
			return nil, fmt.Errorf("judges: %w", err)
		}
	}
	if len(data) != each*len(list) {
		return nil, fmt.Errorf("judges: %d bytes for %d pictures; delete %s and try again", len(data), len(list), out)
	}
	return data, nil
}

// run keeps what a judge says under the name out.
func (j *judges) run(ctx context.Context, judge, out string, pixels []byte, side int) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return nil, err
	}
	in := out + ".rgb"
	if err := os.WriteFile(in, pixels, 0o644); err != nil {
		return nil, err
	}
	defer os.Remove(in)
	cmd := exec.CommandContext(ctx, "node", filepath.Join(j.home, "judges.mjs"), judge, fmt.Sprint(side), in, out)
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("node judges.mjs: %w: %s", err, text)
	}
	return os.ReadFile(out)
}
