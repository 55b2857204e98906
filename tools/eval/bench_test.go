package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"unclip/tools/model"
)

func TestUnknownNamesAreRefused(t *testing.T) {
	for _, c := range []struct {
		o    options
		says string
	}{
		{options{}, ""},
		{options{only: "fidelity", modes: "text"}, ""},
		{options{only: "real,samplers", modes: "ar,diffusion"}, ""},
		{options{only: "sampler"}, `-only: nothing is called "sampler"`},
		{options{only: "priors, clip"}, "no spaces"},
		{options{only: "real,"}, `""`},
		{options{modes: "diffusion,txt"}, `-priors: nothing is called "txt"`},
	} {
		err := c.o.check()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("-only %q -priors %q: %v; want %q", c.o.only, c.o.modes, err, c.says)
		}
	}
}

// z_t alone is not swept: there is no sheet of it, and no panic.
func TestGuidanceOfTextAloneHasNoSheet(t *testing.T) {
	folder, err := model.Open("")
	if err != nil {
		t.Fatal(err)
	}
	p, err := folder.Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	f := &findings{sheets: map[string]image.Image{}}
	b := &bench{options: options{modes: "text"}, paint: &painter{network: &network{Pipeline: p}}}
	if err := b.guidance(t.Context(), f); err != nil || len(f.sheets) > 0 {
		t.Errorf("%d sheets, %v", len(f.sheets), err)
	}
}

func TestEqualPicturesFitIntoJSON(t *testing.T) {
	db, err := psnr(flat(color.Black), flat(color.Black))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(fidelity{"f32", db, db}); err != nil || db != alike {
		t.Errorf("%g dB, %v; want %d", db, err, alike)
	}
	if db, err := psnr(flat(color.Black), flat(color.White)); err != nil || db > 20 {
		t.Errorf("black and white: %g dB, %v", db, err)
	}
}

// Every held-out concept is a label, however many there are; others fill up.
func TestHeldOutConceptsAreLabels(t *testing.T) {
	for _, c := range []struct{ held, others, want int }{{3, 200, labels}, {3, 5, 8}, {labels + 7, 20, labels + 7}} {
		b := &bench{truth: &truth{}}
		b.core = b.truth
		for i := range c.others {
			b.truth.rows = append(b.truth.rows, row{Concept: fmt.Sprint("other ", i), Split: "train"})
		}
		for i := range c.held {
			b.truth.rows = append(b.truth.rows, row{Concept: fmt.Sprint("held ", i), Split: heldOut})
		}
		b.choose()
		if len(b.concepts) != c.want {
			t.Errorf("%d held out and %d others: %d labels, want %d", c.held, c.others, len(b.concepts), c.want)
		}
		for _, r := range b.held {
			if !slices.Contains(b.concepts, r.Concept) {
				t.Errorf("%q is held out and no label", r.Concept)
			}
		}
	}
}
