// Command onnx writes a stage of a model as an ONNX file for other runtimes:
//
//	go run ./tools/onnx -stage decoder -out decoder.onnx
//	go run ./tools/onnx -stage prior -pass step -contrib -weights int8 -out step.onnx
//
// Stages are text_encoder, image_encoder, prior, prior_ar, codebook, text_proj,
// decoder, super_res_first and super_res_last. text_proj is all of the decoder that
// a caption determines; it is -stage decoder -pass prompt. codebook, which turns
// prior_ar's codes into embeddings, is all weights and takes no inputs.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"unclip/tools/model"
	"unclip/tools/onnx/export"
	"unclip/tools/onnx/stage"
)

type options struct {
	model, stage, out, weights, pass string
	size                             stage.Size
	contrib, asJSON                  bool
}

func main() {
	var o options
	flag.StringVar(&o.stage, "stage", "", strings.Join(stage.Names, ", "))
	flag.StringVar(&o.out, "out", "", "ONNX file to write")
	flag.StringVar(&o.model, "model", "", "folder of a converted model (default models/sticker)")
	flag.StringVar(&o.weights, "weights", "f32", "f32, or int8: quantized matrices stay as the model stores them (ONNX Runtime only)")
	flag.StringVar(&o.pass, "pass", "whole", "whole, prompt (what a caption determines) or step (the rest, taking the prompt pass's results)")
	flag.BoolVar(&o.contrib, "contrib", false, "use ONNX Runtime's fused attention")
	flag.IntVar(&o.size.Batch, "batch", 2, "rows; guidance takes two a picture")
	flag.IntVar(&o.size.Tokens, "tokens", 16, "caption tokens")
	flag.IntVar(&o.size.Pixels, "size", 0, "pixels of the side, for upsamplers (default: the model's own)")
	flag.BoolVar(&o.asJSON, "json", false, "print one JSON object last")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "onnx:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.stage == "" || o.out == "" {
		return fmt.Errorf("-stage and -out are needed; see -h")
	}
	how, err := o.export()
	if err != nil {
		return err
	}
	folder, err := model.Open(o.model)
	if err != nil {
		return err
	}
	g, err := stage.Graph(folder.Config, o.stage, o.size)
	if err != nil {
		return err
	}
	m, err := export.Model(o.stage, g, export.FromShards(folder.Manifest, folder.Read), how)
	if err != nil {
		return err
	}
	m.Metadata = map[string]string{"model": folder.Manifest.Name, "version": folder.Manifest.Version, "license": folder.Manifest.License}
	data, err := m.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.out, data, 0o644); err != nil {
		return err
	}
	return report(o, summary{o.stage, map[export.Pass]string{export.Whole: "whole", export.Prompt: "prompt", export.Step: "step"}[how.Pass], o.out, len(data), len(m.Graph.Nodes), len(m.Graph.Weights)})
}

// export reads the options that say how to write.
func (o options) export() (export.Options, error) {
	passes := map[string]export.Pass{"whole": export.Whole, "prompt": export.Prompt, "step": export.Step}
	pass, ok := passes[o.pass]
	if !ok {
		return export.Options{}, fmt.Errorf("unknown pass %q; use whole, prompt or step", o.pass)
	}
	if o.stage == "text_proj" {
		pass = export.Prompt
	}
	if o.weights != "f32" && o.weights != "int8" {
		return export.Options{}, fmt.Errorf("unknown weights %q; use f32 or int8", o.weights)
	}
	return export.Options{Pass: pass, Contrib: o.contrib, Quantized: o.weights == "int8"}, nil
}

// summary is the JSON object.
type summary struct {
	Stage   string `json:"stage"`
	Pass    string `json:"pass"`
	Out     string `json:"out"`
	Bytes   int    `json:"bytes"`
	Nodes   int    `json:"nodes"`
	Weights int    `json:"tensors"`
}

func report(o options, s summary) error {
	fmt.Fprintf(os.Stderr, "%s: %d bytes, %d nodes, %d tensors\n", s.Out, s.Bytes, s.Nodes, s.Weights)
	if !o.asJSON {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(s)
}
