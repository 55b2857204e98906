// Command sensitivity measures what storing each layer in fewer bits does to
// the pictures of a model, and chooses how to store which:
//
//	go run ./tools/convert -from CHECKPOINT -to build/f32 -quant f32
//	go run ./tools/sensitivity -model build/f32 -least 42 -out tools/train/storage.json
//	go run ./tools/convert -from CHECKPOINT -to models/sticker -storage tools/train/storage.json
//
// It prints a line for each layer, those that suffer most first.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"unclip/models/weights"
)

type options struct {
	model, out, keep string
	pictures         int
	steps            int
	least            float64
	asJSON           bool
}

// summary is the JSON object that -json prints.
type summary struct {
	Bytes    int64                    `json:"bytes"`        // of the stages of a first picture
	Expected float64                  `json:"expected_mse"` // of 255 levels, squared
	Found    float64                  `json:"found_mse"`
	Storage  map[string]weights.DType `json:"storage"` // of each tensor
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.StringVar(&o.model, "model", "", "folder of the model, converted with -quant f32")
	flag.StringVar(&o.out, "out", "", "file for the choice, as tools/convert -storage reads it")
	flag.StringVar(&o.keep, "keep", "", "file for what was measured; where it is there, nothing is measured again")
	flag.IntVar(&o.pictures, "n", 2, "pictures to measure with: best-known concepts")
	flag.IntVar(&o.steps, "steps", 4, "decoder steps")
	flag.Float64Var(&o.least, "least", 42, "decibels that the pictures are to keep against unrounded weights")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "sensitivity:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.model == "" {
		return fmt.Errorf("no -model; convert one with tools/convert -quant f32")
	}
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer b.runtime.Close()
	list, err := b.kept(ctx)
	if err != nil {
		return err
	}
	chosen := choose(list, budget(o.least))
	report(os.Stdout, list, chosen)
	s := summary{Bytes: total(list, chosen), Expected: errors(list, chosen), Storage: tensors(list, chosen)}
	if s.Found, err = b.measure(ctx, s.Storage); err != nil {
		return err
	}
	fmt.Printf("%.2f MB of %s; expected %.1f dB, found %.1f\n", float64(s.Bytes)/1e6, stages, decibels(s.Expected), decibels(s.Found))
	if err := o.write(s.Storage); err != nil || !o.asJSON {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(s)
}

// write keeps the choice for tools/convert, where -out asks for it.
func (o options) write(storage map[string]weights.DType) error {
	if o.out == "" {
		return nil
	}
	data, err := json.MarshalIndent(storage, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, append(data, '\n'), 0o644)
}
