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
)

type options struct {
	model, out, keep string
	pictures         int
	steps            int
	least            float64
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
	found, err := b.measure(ctx, tensors(list, chosen))
	if err != nil {
		return err
	}
	fmt.Printf("%.2f MB of %s; expected %.1f dB, found %.1f\n", float64(total(list, chosen))/1e6, stages, decibels(errors(list, chosen)), decibels(found))
	if o.out == "" {
		return nil
	}
	data, err := json.MarshalIndent(tensors(list, chosen), "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, append(data, '\n'), 0o644)
}
