package main

import (
	"flag"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"  // sources
	_ "image/jpeg" // sources
	"os"
	"strings"

	"unclip/wasm/bridge"
)

// editFlags declares the options of edits.
func (o *options) editFlags() {
	flag.StringVar(&o.mode, "mode", "create", "create, variations, interpolate, textdiff, pca, probe, inpaint or strength")
	flag.StringVar(&o.image, "image", "", "PNG, JPEG or GIF to work on; -mode inpaint paints where it is transparent")
	flag.StringVar(&o.to, "to", "", "with -mode interpolate: the picture at the other end")
	flag.StringVar(&o.from, "from", "", "with -mode textdiff: a caption of the picture")
	flag.StringVar(&o.start, "start", bridge.Inverted, "x_T of variations and interpolate: inverted (the picture's own) or random")
	flag.StringVar(&o.labels, "labels", "", "with -mode probe or variations: labels to choose from, between commas")
	flag.Float64Var(&o.strength, "strength", 0.5, "textdiff: θ, to 0.5; strength and inpaint: share of the noise to begin with, to 1 (inpaint: 1 unless given)")
	flag.IntVar(&o.repeats, "repeats", 2, "with -mode inpaint: times that each step is walked")
}

// edit is the message of a mode.
func (o *options) edit() (bridge.Message, error) {
	source, err := readSource(o.image)
	if err != nil {
		return nil, err
	}
	g := *o.generate(1, o.Prompt, o.seed)
	g.Count = o.count
	switch o.mode {
	case "variations":
		return &bridge.Vary{Request: g, Source: source, Start: o.start, Labels: o.labelled()}, nil
	case "interpolate":
		to, err := readSource(o.to)
		return &bridge.Blend{Request: g, From: source, To: to, Start: o.start, At: 0.5}, err // a single frame is the middle
	case "textdiff":
		return &bridge.TextDiff{Request: g, Source: source, From: o.from, Strength: o.strength}, nil
	case "inpaint", "strength":
		return &bridge.Repaint{Request: g, Source: source, Strength: o.strength, Repeats: o.repeats}, nil
	case "probe", "pca":
		m := &bridge.Probe{Request: g, Source: source, Labels: o.labelled()}
		if o.mode == "pca" {
			m.Rungs = o.count
		}
		return m, nil
	}
	return nil, fmt.Errorf("no mode %q; -help lists them", o.mode)
}

// labelled are the labels to choose from.
func (o *options) labelled() []string {
	if o.labels == "" {
		return nil
	}
	return strings.Split(o.labels, ",")
}

// readSource reads a picture file.
func readSource(path string) (bridge.Source, error) {
	if path == "" {
		return bridge.Source{}, fmt.Errorf("no picture to work on; give -image, and -to for -mode interpolate")
	}
	f, err := os.Open(path)
	if err != nil {
		return bridge.Source{}, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return bridge.Source{}, fmt.Errorf("%s: %w; PNG, JPEG and GIF are read", path, err)
	}
	b := img.Bounds()
	rgba := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Rect, img, b.Min, draw.Src)
	return bridge.Source{Width: b.Dx(), Height: b.Dy(), Pixels: bridge.Memory(rgba.Pix)}, nil
}
