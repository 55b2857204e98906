// Command flops counts the arithmetic of a picture at the settings that a page
// starts with, stage by stage:
//
//	go run ./tools/flops
//	go run ./tools/flops -size 256 -prior ar -json
//
// It runs the pipeline on a runtime that computes nothing but adds up what the
// graphs' products (linear layers, convolutions, attention) take.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"unclip/models/unclip"
	"unclip/tools/model"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "flops:", err)
		os.Exit(1)
	}
}

func run() error {
	path := flag.String("model", "", "folder of a converted model (default models/sticker)")
	r := unclip.Defaults()
	r.Prompt = "a red apple, noto"
	flag.StringVar(&r.Prompt, "prompt", r.Prompt, "what to draw; longer captions cost a little more")
	flag.IntVar(&r.Size, "size", 0, "pixels of the side (default: every size that the model makes)")
	flag.IntVar(&r.Steps, "steps", r.Steps, "decoder steps")
	flag.StringVar(&r.Prior, "prior", r.Prior, "diffusion, ar, text or none")
	asJSON := flag.Bool("json", false, "print one JSON object last")
	flag.Parse()
	f, err := model.Open(*path)
	if err != nil {
		return err
	}
	sizes := f.Sizes()
	if r.Size != 0 {
		sizes = []int{r.Size}
	}
	s := summary{Model: f.Manifest.Name + " " + f.Manifest.Version}
	for _, r.Size = range sizes {
		c, err := counted(context.Background(), f, r)
		if err != nil {
			return err
		}
		c.print(os.Stdout)
		s.Pictures = append(s.Pictures, c)
	}
	if !*asJSON {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(s)
}
