// Command eval measures a model on captions it has never seen, with judges that
// no part of it was trained with: an InceptionV3 and a second CLIP.
//
//	go run ./tools/eval -json -html build/report.html
//	go run ./tools/eval -subset 12 -grids 1        # minutes
//	go run ./tools/eval -core build/core -large build/nano256 -words build/words -out build/report
//	go run ./tools/eval -only samplers -json
//	go run ./tools/eval -model INT4 -against F32 -only fidelity
//
// Sets are built by tools/dataset. Networks run in ONNX Runtime, or with -browser
// in the engine's own browser. Pictures are kept in -work and not drawn again.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

type options struct {
	data, core, large, huge, words string // folders of sets
	judge, model, against          string // folders of models
	work, out, html                string
	subset, grids                  int
	steps                          int
	inBrowser, gpu                 bool
	only, modes                    string
	clipOnly                       bool
	asJSON                         bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, parse()); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func parse() options {
	var o options
	flag.StringVar(&o.data, "data", filepath.Join("build", "nano"), "folder of the set whose held-out captions are drawn")
	flag.StringVar(&o.core, "core", "", "folder of a larger set, for the model's own CLIP (default -data)")
	flag.StringVar(&o.large, "large", "", "folder of a set at 256 pixels, for 64→256")
	flag.StringVar(&o.huge, "huge", "", "folder of a set at 1024 pixels, for 256→1024; minutes a picture")
	flag.StringVar(&o.words, "words", "", "folder of words.json, for words that no caption contains")
	flag.StringVar(&o.judge, "judge", filepath.Join("tools", "eval", "judge"), "folder of the converted second CLIP")
	flag.StringVar(&o.model, "model", filepath.Join("models", "sticker"), "folder of the converted model to measure")
	flag.StringVar(&o.against, "against", "", "another conversion of the same checkpoint (f32, say): compare pictures of equal seeds")
	flag.StringVar(&o.only, "only", "", "experiments to make, between commas, instead of all: "+strings.Join(names(), ", "))
	flag.StringVar(&o.modes, "priors", "", "priors to compare, between commas, instead of all that the model has: "+strings.Join(priors, ", "))
	flag.BoolVar(&o.clipOnly, "clip-only", false, "ask the second CLIP alone: no FD and KID, and a tenth of the time")
	flag.StringVar(&o.work, "work", filepath.Join("build", "eval"), "folder for pictures and features")
	flag.StringVar(&o.out, "out", "", "folder for a report with plots and sheets, and the figures as JSON")
	flag.StringVar(&o.html, "html", "", "file for the report alone, with its plots and sheets inside")
	flag.IntVar(&o.subset, "subset", 0, "use only this many held-out captions; 0 means all")
	flag.IntVar(&o.grids, "grids", 2, "captions that are drawn as grids of 16 at each guidance, where diversity is measured")
	flag.IntVar(&o.steps, "steps", 16, "decoder steps")
	flag.BoolVar(&o.inBrowser, "browser", false, "draw with the engine in headless Chromium: its kernels, at a thirtieth of the speed without a GPU")
	flag.BoolVar(&o.gpu, "gpu", false, "with -browser: use this machine's GPU")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	return o
}

func run(ctx context.Context, o options) error {
	if err := o.check(); err != nil {
		return err
	}
	b, err := openBench(ctx, o)
	if err != nil {
		return err
	}
	defer b.close()
	found, err := b.measure(ctx)
	if err != nil {
		return err
	}
	found.print(os.Stderr)
	if err := found.keep(o); err != nil {
		return err
	}
	if !o.asJSON {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}
