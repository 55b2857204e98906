package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/tools/model"
	"unclip/tools/onnx/export"
	"unclip/tools/onnx/session"
)

// stages are those of a picture's first 64 pixels. Codes of the autoregressive
// prior are drawn by lot, so that no picture of it compares; upsamplers and the
// image tower are fetched later and keep the rule of tools/convert.
var stages = []string{"text", "prior", "decoder"}

// types are the ways to store a weight, the smallest first.
var types = []weights.DType{weights.I4, weights.I8, weights.F16}

// small weights are not worth rounding; as in tools/convert.
const small = 4096

// effect is what storing the tensors of one layer in each type costs and does.
type effect struct {
	Layer   string                    `json:"layer"`
	Tensors []string                  `json:"tensors"`
	Bytes   map[weights.DType]int64   `json:"bytes"`
	Error   map[weights.DType]float64 `json:"error"` // mean square, of pixels 0 … 255
}

// layerOf groups the tensors of one kind in one block: all projections of an
// attention, both convolutions of a residual block. What stands alone is alone.
func layerOf(t *weights.Tensor) string {
	parts := strings.Split(t.Name, ".")
	if len(parts) > 3 {
		parts = parts[:len(parts)-2]
	}
	return strings.Join(parts, ".") + " " + string(t.Kind)
}

// bench draws the same pictures over and over, with other weights each time.
type bench struct {
	options
	folder   *model.Folder
	source   export.Source
	runtime  *session.Runtime
	pipeline *unclip.Pipeline
	prompts  []string
	want     [][]float32
}

func open(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o}
	var err error
	if b.folder, err = model.Open(o.model); err != nil {
		return nil, err
	}
	if b.prompts, err = b.folder.Prompts(o.pictures); err != nil {
		return nil, err
	}
	b.source = export.FromShards(b.folder.Manifest, b.folder.Read)
	if b.runtime, err = session.Open(ctx, b.source); err != nil {
		return nil, err
	}
	if b.pipeline, err = b.folder.On(b.runtime); err == nil {
		b.want, err = b.draw(ctx)
	}
	if err != nil {
		b.runtime.Close()
	}
	return b, err
}

// draw makes the pictures. One candidate of z_i: which of two is nearer may turn
// over, and that is no matter of degree.
func (b *bench) draw(ctx context.Context) ([][]float32, error) {
	var list [][]float32
	for i, prompt := range b.prompts {
		r := unclip.Defaults()
		r.Prompt, r.Seed, r.Steps, r.Candidates = prompt, uint64(i+1), b.steps, 1
		made, err := b.pipeline.Generate(ctx, r, nil)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", prompt, err)
		}
		list = append(list, made.X0)
	}
	return list, nil
}

// layers lists what is worth measuring, in the order of the manifest.
func (b *bench) layers() (list []effect) {
	at := map[string]int{}
	for _, t := range b.folder.Manifest.Tensors {
		if t.Kind == weights.Vector || count(t.Shape) <= small || !slices.Contains(stages, b.folder.Manifest.Stage(t)) {
			continue
		}
		layer := layerOf(t)
		i, ok := at[layer]
		if !ok {
			i, at[layer] = len(list), len(list)
			list = append(list, effect{Layer: layer, Bytes: map[weights.DType]int64{}, Error: map[weights.DType]float64{}})
		}
		list[i].Tensors = append(list[i].Tensors, t.Name)
	}
	return list
}

// effects measures every layer in every type but f16, which changes nothing that
// anyone sees.
func (b *bench) effects(ctx context.Context) ([]effect, error) {
	list := b.layers()
	if len(list) == 0 {
		return nil, fmt.Errorf("the model has no weights in %s; choose one that has", stages)
	}
	for i := range list {
		fmt.Fprintf(os.Stderr, "\r%d of %d layers, %-50s", i+1, len(list), list[i].Layer)
		if err := b.effect(ctx, &list[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", list[i].Layer, err)
		}
	}
	fmt.Fprintln(os.Stderr)
	return list, nil
}

func (b *bench) effect(ctx context.Context, e *effect) (err error) {
	for _, d := range types {
		rounded := map[string]weights.DType{}
		for _, name := range e.Tensors {
			t := b.folder.Manifest.Tensor(name)
			layout, err := weights.LayoutOf(t.Kind, d, t.Shape, d.Group())
			if err != nil {
				return err
			}
			e.Bytes[d] += layout.Bytes + layout.ScaleBytes
			rounded[name] = d
		}
		if d == weights.F16 {
			continue
		}
		if e.Error[d], err = b.measure(ctx, rounded); err != nil {
			return err
		}
	}
	return nil
}

// measure is the mean square error of pictures drawn with some tensors rounded.
func (b *bench) measure(ctx context.Context, rounded map[string]weights.DType) (float64, error) {
	touched := map[string]bool{}
	for name := range rounded {
		touched[b.folder.Manifest.Stage(b.folder.Manifest.Tensor(name))] = true
	}
	for stage := range touched {
		if err := b.runtime.Use(with(b.source, rounded), stage); err != nil {
			return 0, err
		}
	}
	got, err := b.draw(ctx)
	if err != nil {
		return 0, err
	}
	for stage := range touched {
		if err := b.runtime.Use(b.source, stage); err != nil {
			return 0, err
		}
	}
	return difference(got, b.want), nil
}

// with is a source with some tensors rounded.
func with(source export.Source, rounded map[string]weights.DType) export.Source {
	return func(name string) (export.Weight, error) {
		w, err := source(name)
		d, ok := rounded[name]
		if err != nil || !ok {
			return w, err
		}
		values, err := weights.Unpack(w.Kind, w.DType, w.Shape, w.Group, w.Data, w.Scale)
		if err != nil {
			return w, err
		}
		t := *w.Tensor
		t.DType, t.Group = d, d.Group()
		w.Tensor = &t
		w.Data, w.Scale, err = weights.Pack(t.Kind, d, t.Shape, t.Group, values)
		return w, err
	}
}

// difference is the mean square error of values in [-1, 1], in pixels 0 … 255.
func difference(got, want [][]float32) float64 {
	sum, n := 0.0, 0
	for i := range got {
		for j := range got[i] {
			d := 127.5 * float64(got[i][j]-want[i][j])
			sum += d * d
			n++
		}
	}
	return sum / float64(max(n, 1))
}

func count(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
