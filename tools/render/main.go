// Command render makes pictures with the real engine in headless Chromium:
//
//	go run ./tools/render -prompt "a red apple" -seed 1 -steps 12 -out apple.png -json
//	go run ./tools/render -grid -out docs/grid.png
//	go run ./tools/render -mode variations -image apple.png -eta 0.5 -n 4
//	go run ./tools/render -mode interpolate -image apple.png -to pear.png -n 5
//	go run ./tools/render -mode textdiff -image apple.png -from "an apple" -prompt "a pear" -n 4
//	go run ./tools/render -mode pca -image apple.png -n 6
//	go run ./tools/render -mode probe -image apple.png -labels "apple,pear"
//	go run ./tools/render -mode inpaint -image hole.png -prompt "a red apple"
//	go run ./tools/render -mode strength -image apple.png -prompt "a green apple" -strength 0.6
//
// -grid draws the prompts that the model lists in its manifest as one sheet.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"unclip/models/unclip"
	"unclip/tools/model"
	"unclip/wasm/bridge"
)

type options struct {
	bridge.Generate
	mode       string
	image, to  string // files
	from       string
	start      string
	labels     string
	strength   float64
	repeats    int
	seed       uint64
	count      int
	model, out string
	prompts    string // file
	each       string // folder
	grid, rank bool
	scale      int
	hardware   bool
	asJSON     bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, parse()); err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func parse() options {
	d := unclip.Defaults()
	o := options{}
	flag.StringVar(&o.Prompt, "prompt", "", "what to draw")
	flag.StringVar(&o.Negative, "negative", "", "what to leave out")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the first picture")
	flag.IntVar(&o.count, "n", 1, "number of pictures, with seeds that follow each other; frames, or rungs of -mode pca")
	flag.IntVar(&o.Steps, "steps", d.Steps, "decoder steps")
	flag.Float64Var(&o.Guidance, "guidance", d.Guidance, "decoder guidance scale")
	flag.Float64Var(&o.ImageGuidance, "image-guidance", -1, "guidance scale of the image embedding alone (default as -guidance)")
	flag.Float64Var(&o.Eta, "eta", 0, "fresh noise of ddim, 0 to 1")
	flag.IntVar(&o.UpsampleSteps, "upsample-steps", 6, "steps of each upsampler")
	flag.IntVar(&o.PriorSteps, "prior-steps", d.PriorSteps, "prior steps")
	flag.Float64Var(&o.PriorGuidance, "prior-guidance", d.PriorGuidance, "prior guidance scale")
	flag.IntVar(&o.Candidates, "candidates", d.Candidates, "samples of the prior to choose from")
	flag.StringVar(&o.Sampler, "sampler", d.Sampler, "dpm++2m, unipc, ddim or ddpm")
	flag.StringVar(&o.Prior, "prior", d.Prior, "diffusion, ar (code by code), text (z_t as z_i) or none (caption only)")
	flag.IntVar(&o.Size, "size", 64, "pixels of the side")
	o.editFlags()
	flag.StringVar(&o.model, "model", "", "folder of a converted model (default models/sticker)")
	flag.StringVar(&o.out, "out", "out.png", "PNG file to write")
	flag.StringVar(&o.prompts, "prompts", "", "draw the prompts of this file, one a line, with seeds that follow each other")
	flag.StringVar(&o.each, "each", "", "also write every picture into this folder, as 001.png and so on")
	flag.BoolVar(&o.rank, "rank", false, "with -grid: rank all captions for each picture with the model's own CLIP")
	flag.IntVar(&o.scale, "scale", 1, "enlarge the pixels of the PNG")
	flag.BoolVar(&o.grid, "grid", false, "draw the model's own example prompts as one sheet")
	flag.BoolVar(&o.hardware, "gpu", false, "use this machine's GPU instead of SwiftShader")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	o.settle()
	return o
}

// settle gives the settings that follow from others.
func (o *options) settle() {
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["guidance"] && (o.mode == "variations" || o.mode == "interpolate" || o.mode == "textdiff" || o.mode == "pca") {
		o.Guidance = 1 // without which nothing reconstructs
	}
	if o.ImageGuidance < 0 {
		o.ImageGuidance = o.Guidance
	}
}

func run(ctx context.Context, o options) error {
	if o.Prompt == "" && o.prompts == "" && !o.grid && o.mode == "create" {
		return fmt.Errorf("no -prompt; say what to draw, or use -prompts or -grid")
	}
	m, err := model.Open(o.model)
	if err != nil {
		return err
	}
	asked, err := o.requests(m)
	if err != nil {
		return err
	}
	answer, err := drive(ctx, m, asked, o.hardware)
	if err != nil {
		return err
	}
	if err := o.write(answer); err != nil {
		return err
	}
	found, err := o.ranked(ctx, m, asked, answer)
	if err != nil {
		return err
	}
	if o.asJSON {
		return json.NewEncoder(os.Stdout).Encode(report(o, m, answer, found))
	}
	if len(answer.Findings) > 0 {
		fmt.Println(string(answer.Findings))
	}
	return nil
}

// write makes files of the pictures. A probe may find without drawing any.
func (o *options) write(a *answer) error {
	if len(a.Pictures) == 0 && o.mode == "probe" {
		o.out = ""
		return nil
	}
	if err := writeSheet(o.out, a.Pictures, o.scale); err != nil {
		return err
	}
	if err := writeEach(o.each, a.Pictures); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s: %d pictures on %s\n", o.out, len(a.Pictures), a.Adapter)
	return nil
}

// ranked is the ranking that -rank asks for, or nil.
func (o *options) ranked(ctx context.Context, m *model.Folder, asked []bridge.Message, a *answer) (*ranking, error) {
	if !o.rank {
		return nil, nil
	}
	prompts := make([]string, len(asked))
	for i, m := range asked {
		if g, ok := m.(*bridge.Generate); ok {
			prompts[i] = g.Prompt
		}
	}
	r, err := rank(ctx, m, prompts, a.Pictures)
	if err != nil {
		return nil, fmt.Errorf("ranking: %w", err)
	}
	fmt.Fprintf(os.Stderr, "own CLIP: right caption of %d first for %.0f %%, among five for %.0f %%\n", r.Captions, 100*r.Top1, 100*r.Top5)
	return r, nil
}
