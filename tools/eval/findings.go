package main

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strings"
)

// findings is everything that was measured.
type findings struct {
	Model      string             `json:"model"`
	Judge      string             `json:"judge"`
	Captions   int                `json:"captions"`
	Concepts   int                `json:"concept_labels"`
	Styles     int                `json:"style_labels"`
	Steps      int                `json:"steps"`
	Real       *verdict           `json:"real"`     // the ceiling
	Blurred    *verdict           `json:"blurred"`  // what a model has to beat
	Priors     map[string]verdict `json:"priors"`   // Figure 8, Table 2
	Guidance   []sweep            `json:"guidance"` // Figures 9 to 11
	Spectrum   []float64          `json:"pca_residual"`
	K          int                `json:"pca_k"` // components for a residual of 1 %
	CLIP       *retrieval         `json:"clip"`
	Binding    *binding           `json:"binding"` // Figures 14 and 15
	Upsamplers []enlarged         `json:"upsamplers,omitempty"`
	Fidelity   *fidelity          `json:"fidelity,omitempty"`
	Samplers   []solved           `json:"samplers,omitempty"`
	Goals      []goal             `json:"goals"`

	sheets map[string]image.Image // to look at, by file name
}

// experiments are the parts of the evaluation in the order in which they run.
var experiments = []struct {
	name string
	run  func(b *bench, ctx context.Context, f *findings) error
}{
	{"real", (*bench).ceiling},
	{"priors", (*bench).compare},
	{"fidelity", (*bench).fidelity},
	{"components", (*bench).spectrum},
	{"clip", (*bench).retrieval},
	{"binding", (*bench).binding},
	{"upsamplers", (*bench).upsamplers},
	{"guidance", (*bench).guidance},
	{"samplers", (*bench).samplers},
}

// names lists the experiments.
func names() (list []string) {
	for _, e := range experiments {
		list = append(list, e.name)
	}
	return list
}

// check refuses names that nothing bears, before anything is opened.
func (o *options) check() error {
	for _, asked := range []struct {
		flag, value string
		known       []string
	}{{"-only", o.only, names()}, {"-priors", o.modes, priors}} {
		for _, name := range strings.Split(asked.value, ",") {
			if asked.value != "" && !slices.Contains(asked.known, name) {
				return fmt.Errorf("%s: nothing is called %q; it takes some of %s, with commas and no spaces between", asked.flag, name, strings.Join(asked.known, ", "))
			}
		}
	}
	return nil
}

// chosen reports whether an experiment is to be made. The real pictures are the
// measure of all others but fidelity; samplers are hours where the rest is
// minutes, and wait for -only.
func (o *options) chosen(name string) bool {
	if o.only == "" {
		return name != "samplers"
	}
	return slices.Contains(strings.Split(o.only, ","), name) || name == "real" && o.only != "fidelity"
}

func (b *bench) measure(ctx context.Context) (*findings, error) {
	f := &findings{Model: b.model, Judge: b.options.judge, Captions: len(b.held), Concepts: len(b.concepts), Styles: len(b.styles), Steps: b.steps,
		sheets: map[string]image.Image{}}
	for _, e := range experiments {
		if !b.chosen(e.name) {
			continue
		}
		if err := e.run(b, ctx, f); err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	f.Goals = f.goals()
	return f, nil
}

// ceiling judges the real pictures, and blurred ones; the others are measured
// against them.
func (b *bench) ceiling(ctx context.Context, f *findings) (err error) {
	if !b.clipOnly {
		if b.features, err = b.see.features(ctx, b.real); err != nil {
			return err
		}
	}
	if f.Real, err = b.judge(ctx, b.real); err != nil {
		return err
	}
	f.Blurred, err = b.judge(ctx, blurred(b.real))
	return err
}
