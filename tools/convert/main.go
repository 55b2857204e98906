// Command convert turns a checkpoint into a model of this project: shards and a
// manifest that the page, the tools and any reader of safetensors can use.
//
//	go run ./tools/convert -from DIR -to DIR [-quant f32|f16|int8|int4] [-storage FILE] [-json]
//
// DIR is a folder in the layout of diffusers, a folder of single safetensors
// files, or one such file, in the names of diffusers or of the original Karlo
// and CLIP.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

// run is main with its surroundings given.
func run(args []string, stdout, stderr io.Writer) error {
	var o options
	asJSON, err := o.parse(args, stderr)
	if err == flag.ErrHelp {
		return nil
	}
	if err != nil {
		return err
	}
	summary, err := convert(o, stderr)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(stdout).Encode(summary)
	}
	fmt.Fprintf(stdout, "%s: %d tensors in %d shards, %.1f MB\n", o.to, summary.Tensors, summary.Shards, float64(summary.Bytes)/1e6)
	return nil
}

// options are the flags.
type options struct {
	from, to, quant                     string
	name, version, license, description string
	card, storage                       string
}

func (o *options) parse(args []string, stderr io.Writer) (asJSON bool, err error) {
	f := flag.NewFlagSet("convert", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.from, "from", "", "checkpoint: folder or .safetensors `file`")
	f.StringVar(&o.to, "to", "", "`folder` to write; it is created, and replaced if it holds a model")
	f.StringVar(&o.quant, "quant", "int8", "f32, f16, int8, or int4 (linear layers in four bits, the rest in eight)")
	f.StringVar(&o.name, "name", "", "name of the model (default: from model_index.json, else the folder's)")
	f.StringVar(&o.version, "version", "", "version of the model (default: from model_index.json, else 1)")
	f.StringVar(&o.license, "license", "", "licence of the weights (default: from model_index.json, else unknown)")
	f.StringVar(&o.description, "description", "", "one line about the model (default: from model_index.json)")
	f.StringVar(&o.card, "card", "", "model card `file` to ship with the weights (default: MODEL_CARD.md or README.md of -from)")
	f.StringVar(&o.storage, "storage", "", "`file` that says how to store which tensor, from tools/sensitivity; the others by -quant")
	f.BoolVar(&asJSON, "json", false, "print a JSON summary last")
	if err := f.Parse(args); err != nil {
		return false, err
	}
	if o.from == "" || o.to == "" || f.NArg() > 0 {
		return false, fmt.Errorf("give -from and -to; -h lists all flags")
	}
	return asJSON, nil
}
