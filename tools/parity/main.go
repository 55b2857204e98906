// Command parity measures a network against recorded inputs and outputs of an
// independent implementation:
//
//	go run ./tools/parity -model W.safetensors -io IO.safetensors \
//	    -kind clip|prior|text_proj|decoder|sr -device soft|webgpu -json
//
// With -device webgpu it runs itself under Node with Dawn. A file with x_T and
// noise is a whole sampling loop.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"unclip/tools/parity/fixture"
)

type options struct {
	model, io, kind, device string
	asJSON                  bool
	tolerance               float64
}

func main() {
	var o options
	flag.StringVar(&o.model, "model", "", "safetensors file with the weights")
	flag.StringVar(&o.io, "io", "", "safetensors file with inputs and outputs")
	flag.StringVar(&o.kind, "kind", "", "clip, prior, text_proj, decoder or sr")
	flag.StringVar(&o.device, "device", "soft", "soft (Go) or webgpu (Node with Dawn)")
	flag.Float64Var(&o.tolerance, "tolerance", 0, "exit non-zero when the largest absolute error exceeds this; 0 only measures")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "parity:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.model == "" || o.io == "" || o.kind == "" {
		return fmt.Errorf("-model, -io and -kind are needed; see -h")
	}
	device, err := open(o)
	if err != nil || device == nil {
		return err
	}
	defer device.Close()
	ds, err := fixture.Measure(context.Background(), device, o.kind, o.model, o.io)
	if err != nil {
		return err
	}
	return report(o, ds)
}

// summary is the JSON object.
type summary struct {
	Kind    string               `json:"kind"`
	Device  string               `json:"device"`
	MaxAbs  float64              `json:"max_abs"`
	MaxRel  float64              `json:"max_rel"`
	Outputs []fixture.Difference `json:"outputs"`
}

func report(o options, ds []fixture.Difference) error {
	s := summary{Kind: o.kind, Device: o.device, Outputs: ds}
	for _, d := range ds {
		fmt.Printf("%-20s max |Δ| %.3g, relative %.3g, %d values\n", d.Output, d.MaxAbs, d.MaxRel, d.Values)
		s.MaxAbs, s.MaxRel = max(s.MaxAbs, d.MaxAbs), max(s.MaxRel, d.MaxRel)
	}
	if o.asJSON {
		line, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("the errors are not finite numbers; the outputs hold NaN or infinity")
		}
		fmt.Println(string(line))
	}
	if o.tolerance > 0 && !(s.MaxAbs <= o.tolerance) {
		return fmt.Errorf("largest error %g exceeds %g; compare the configuration with the checkpoint's", s.MaxAbs, o.tolerance)
	}
	return nil
}
