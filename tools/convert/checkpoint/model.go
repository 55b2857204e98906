package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"unclip/models/weights"
	"unclip/tools/convert/dialect"
	"unclip/tools/convert/pack"
)

// ErrUnknown: the tensors are of no network that this program knows.
var ErrUnknown = errors.New("no known checkpoint; its tensors are named neither as in diffusers nor as in the original Karlo and CLIP")

// Model is a set of parts that belong together.
type Model struct {
	Parts []*Part
	Index dialect.Hints // model_index.json
	Files []Extra
}

// Extra is a file to be copied beside the weights.
type Extra struct{ Path, Name, Role string }

// Open opens a folder or a single file.
func Open(path string) (*Model, error) {
	m := &Model{Index: dialect.Hints{}}
	if err := m.find(path); err != nil {
		m.Close()
		return nil, err
	}
	if len(m.Parts) == 0 {
		m.Close()
		return nil, fmt.Errorf("checkpoint: nothing to convert in %s; want the folders text_encoder, image_encoder, prior, text_proj, decoder, super_res_first or super_res_last with .safetensors files, or such files themselves", path)
	}
	return m, nil
}

// Close releases all files.
func (m *Model) Close() {
	for _, p := range m.Parts {
		p.Close()
	}
}

// Config derives the configuration of every stage.
func (m *Model) Config() (map[string]json.RawMessage, error) {
	configs := map[string]json.RawMessage{}
	for _, g := range m.groups() {
		c, err := dialect.ConfigFromShapes(g.Hints, g.Targets)
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %s: %w", g.Kind, err)
		}
		for stage, raw := range c {
			configs[stage] = raw
		}
	}
	if page := m.page(); page != nil {
		configs["page"] = page
	}
	embedding, err := m.embedding()
	configs["embedding"] = embedding
	return configs, err
}

// embedding is what both towers share.
func (m *Model) embedding() (json.RawMessage, error) {
	about := map[string]float64{"scale": m.Index.Float("embed_scale", 0)}
	for _, t := range m.Tensors() {
		if t.Name != logitScale {
			continue
		}
		x, err := t.Values()
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %s: %w", logitScale, err)
		}
		about["logit_scale"] = float64(x[0])
	}
	return json.Marshal(about)
}

// groups joins the parts that describe one stage: text_proj is a part of the
// decoder, and the statistics of the original prior come in a file of their own.
func (m *Model) groups() []*Part {
	var groups []*Part
	for _, p := range m.Parts {
		i := slices.IndexFunc(groups, func(g *Part) bool { return overlap(g, p) })
		if i < 0 {
			groups = append(groups, &Part{Kind: p.Kind, Hints: p.Hints, Targets: slices.Clone(p.Targets)})
			continue
		}
		g := groups[i]
		g.Targets = append(g.Targets, p.Targets...)
		hints := dialect.Hints{}
		for _, from := range []dialect.Hints{g.Hints, p.Hints} {
			for k, v := range from {
				hints[k] = v
			}
		}
		g.Hints = hints
	}
	return groups
}

// overlap reports whether two parts have tensors of the same stage.
func overlap(a, b *Part) bool {
	return slices.ContainsFunc(a.Targets, func(t dialect.Target) bool {
		return slices.ContainsFunc(b.Targets, func(u dialect.Target) bool {
			return dialect.StageOf(t.Name) == dialect.StageOf(u.Name)
		})
	})
}

// Stages lists the stages that the model has, in the order of the pipeline.
func (m *Model) Stages() []string {
	return slices.DeleteFunc(slices.Clone(dialect.Stages), func(stage string) bool {
		return !slices.ContainsFunc(m.Parts, func(p *Part) bool {
			return slices.ContainsFunc(p.Targets, func(t dialect.Target) bool { return dialect.StageOf(t.Name) == stage })
		})
	})
}

// logitScale is the logarithm of what CLIP multiplies cosines with.
const logitScale = "clip.logit_scale"

// trainedLogitScale is ln 100, where the temperature of the published CLIP
// models ends; exports of a single tower leave it out.
const trainedLogitScale = 4.605170186

// Tensors lists all tensors for packing.
func (m *Model) Tensors() []pack.Tensor {
	var list []pack.Tensor
	names := map[string]bool{}
	for _, p := range m.Parts {
		for i := range p.Targets {
			t := &p.Targets[i]
			names[t.Name] = true
			list = append(list, pack.Tensor{Name: t.Name, Kind: t.Kind, Shape: t.Shape, Stage: dialect.StageOf(t.Name),
				Values: func() ([]float32, error) { return p.Values(t) }})
		}
	}
	if names["image.class"] && !names[logitScale] {
		scale := float32(m.Index.Float("logit_scale", trainedLogitScale))
		list = append(list, pack.Tensor{Name: logitScale, Kind: weights.Vector, Shape: []int{1}, Stage: "image",
			Values: func() ([]float32, error) { return []float32{scale}, nil }})
	}
	slices.SortStableFunc(list, func(a, b pack.Tensor) int { return naturally(a.Name, b.Name) })
	return list
}
