// Command eval measures a model on captions it has never seen, with judges that
// no part of it was trained with: an InceptionV3 and a second CLIP.
//
//	go run ./tools/eval -data build/nano -judge DIR -subset 12 -json
//	go run ./tools/eval -data build/nano -judge DIR -html report.html
//
// -data is a set built by tools/dataset, -judge the converted second CLIP.
// Pictures are kept in -work and not drawn again.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

type options struct {
	data, judge, model  string
	against             string
	work, html          string
	subset, seeds       int
	steps, spreadPrompt int
	asJSON              bool
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
	flag.StringVar(&o.data, "data", "", "folder of a set built by tools/dataset")
	flag.StringVar(&o.judge, "judge", "", "folder of the converted second CLIP")
	flag.StringVar(&o.model, "model", filepath.Join("models", "sticker"), "folder of the converted model to measure")
	flag.StringVar(&o.against, "against", "", "another conversion of the same checkpoint (f32, say): compare pictures of equal seeds")
	flag.StringVar(&o.work, "work", filepath.Join("build", "eval"), "folder for pictures and features")
	flag.StringVar(&o.html, "html", "", "write a report with plots to this file")
	flag.IntVar(&o.subset, "subset", 0, "use only this many held-out captions; 0 means all")
	flag.IntVar(&o.seeds, "seeds", 4, "pictures a caption where diversity is measured")
	flag.IntVar(&o.spreadPrompt, "spread-captions", 6, "captions for which diversity is measured")
	flag.IntVar(&o.steps, "steps", 16, "decoder steps")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	return o
}

func run(ctx context.Context, o options) error {
	if o.data == "" || o.judge == "" {
		return fmt.Errorf("give -data (a set built by tools/dataset) and -judge (a converted CLIP that is not the model's own); -h lists all flags")
	}
	b, err := openBench(ctx, o)
	if err != nil {
		return err
	}
	found, err := b.measure(ctx)
	if err != nil {
		return err
	}
	found.print(os.Stderr)
	if o.html != "" {
		if err := found.writeHTML(o.html); err != nil {
			return err
		}
	}
	if !o.asJSON {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}
