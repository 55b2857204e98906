// Command latents measures what the pipeline's work on pictures keeps and what
// it changes, with a model in ONNX Runtime:
//
//	go run ./tools/latents -images FOLDER -steps 16 -pairs 111
//
// The folder holds PNG files that are named by their captions, "red apple,
// noto.png". Of each picture it measures how well its latent reconstructs, how
// well a blend into the next picture ends, whether the way there keeps its norm,
// and whether more components miss less; of pairs of a picture and another's
// caption, whether a text diff comes nearer to the caption and stays nearer to
// the picture than a fresh sample of the caption does. It prints one JSON object
// a line, the summary last.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"unclip/tools/model"
	"unclip/tools/onnx/session"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "latents:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	folder := flag.String("model", "", "folder of a converted model (default models/sticker)")
	images := flag.String("images", "", "folder of PNG files named by their captions")
	pairs := flag.Int("pairs", 100, "pairs of a picture and another's caption, spread evenly; 0 leaves text diffs out")
	steps := flag.Int("steps", 16, "steps of inversion and decoding")
	var d diff
	flag.Float64Var(&d.theta, "strength", 0.35, "θ of the text diffs")
	flag.StringVar(&d.prior, "prior", "diffusion", "prior that imagines their captions; text is the paper's diff of z_t and z_t0")
	flag.BoolVar(&d.told, "told", false, "tell them the picture's own caption")
	brief := flag.Bool("json", false, "print the last object alone")
	flag.Parse()
	m, err := model.Open(*folder)
	if err != nil {
		return err
	}
	r, p, err := session.OpenModel(ctx, m)
	if err != nil {
		return err
	}
	defer r.Close()
	list, err := readPictures(*images)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, p, *steps, d)
	if err != nil {
		return err
	}
	b.progress = progress
	out := json.NewEncoder(os.Stdout)
	each := out.Encode
	if *brief {
		each = func(any) error { return nil }
	}
	if err := b.measure(list, *pairs, each); err != nil {
		return err
	}
	return out.Encode(b.summary)
}
