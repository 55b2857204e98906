// Command latents measures what the pipeline's work on pictures keeps and what
// it changes, with a model on the soft device:
//
//	go run ./tools/latents -images FOLDER -steps 16 -pairs 10
//
// The folder holds PNG files that are named by their captions, "red apple,
// noto.png". Of each picture it measures how well its latent reconstructs; of
// each picture and the caption of the next, whether a text diff comes nearer to
// the caption and stays nearer to the picture than a fresh sample of the caption
// does. It prints one JSON object a line.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"unclip/tools/model"
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
	pairs := flag.Int("pairs", 0, "pictures to measure, evenly spread over the folder (default all)")
	steps := flag.Int("steps", 16, "steps of inversion and decoding")
	strength := flag.Float64("strength", 0.5, "θ of the text diffs; 0 measures reconstruction alone")
	flag.Parse()
	m, err := model.Open(*folder)
	if err != nil {
		return err
	}
	p, err := m.Pipeline()
	if err != nil {
		return err
	}
	list, err := readPictures(*images, *pairs)
	if err != nil {
		return err
	}
	b := &bench{ctx: ctx, pipeline: p, steps: *steps, strength: *strength}
	out := json.NewEncoder(os.Stdout)
	for i := range list {
		found, err := b.measure(list[i], list[(i+1)%len(list)].caption)
		if err != nil {
			return fmt.Errorf("%s: %w", list[i].caption, err)
		}
		if err := out.Encode(found); err != nil {
			return err
		}
	}
	return out.Encode(b.summary)
}
