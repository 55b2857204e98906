// Command site writes the page, the widget and the model as static files for
// any web host: names that carry digests, compressed copies beside them, and the
// server's headers for nginx, Caddy and hosts that read a _headers file.
//
//	go run ./tools/site -out DIR
//	go run ./tools/site -out DIR -model MODEL_FOLDER -package 1.0.0
//	go run ./tools/site -archive model.tar
//	go run ./tools/site -out DIR -also large=MODEL_FOLDER
//	go run ./tools/site -out DIR -mirror https://models.example/unclip/
//	go run ./tools/site -out DIR -embed https://shop.example
//
// A folder that holds an earlier release keeps its files with digests, those of the
// model too, for tabs that still run it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"unclip/web/release"
	"unclip/web/server"
)

func main() {
	var o options
	flag.StringVar(&o.out, "out", "", "`folder` to write")
	flag.StringVar(&o.model, "model", "", "`folder` of the model (default models/sticker)")
	flag.Func("also", "another model for the widget, as `NAME=folder`; it goes to NAME/model/, and may be given again", o.more.add)
	flag.StringVar(&o.version, "package", "", "also write package.json, README.md and the declarations of an npm package with this `version`")
	flag.Func("mirror", "`address` of a folder on another host that holds the model's files too; may be given again", o.others.Mirrors.Add)
	flag.Func("embed", "`origin` whose pages may hold the widget, besides the site's own (default: all); may be given again", o.others.Embedders.Add)
	flag.StringVar(&o.archive, "archive", "", "write the model as one `file`, a plain tar archive that the page imports")
	flag.IntVar(&o.quality, "quality", 11, "of brotli, 0 to 11")
	asJSON := flag.Bool("json", false, "print one JSON object last")
	flag.Parse()
	if err := o.report(os.Stdout, *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// summary is the JSON object that -json prints.
type summary struct {
	Out     string `json:"out,omitempty"`
	Archive string `json:"archive,omitempty"`
	Files   int    `json:"files"`        // of page and model, without compressed copies
	Bytes   int    `json:"bytes"`        // of the page
	Packed  int    `json:"packed_bytes"` // of the page with brotli
	Model   int64  `json:"model_bytes"`  // for the first picture
}

// report writes the site and says what it is.
func (o options) report(w io.Writer, asJSON bool) error {
	s, err := run(context.Background(), o)
	if err != nil {
		return err
	}
	if s.Files > 0 {
		fmt.Fprintf(w, "%d files, %d bytes (%d with brotli) and a model of %d for the first picture, in %s\n", s.Files, s.Bytes, s.Packed, s.Model, s.Out)
	}
	if !asJSON {
		return nil
	}
	return json.NewEncoder(w).Encode(s)
}

type options struct {
	out, model       string
	more             models
	version, archive string
	quality          int
	others           server.Others
}

func run(ctx context.Context, o options) (s summary, err error) {
	if o.out == "" && o.archive == "" {
		return s, fmt.Errorf("no folder to write; give one with -out")
	}
	root, err := server.FindRoot()
	if err != nil {
		return s, err
	}
	if o.model == "" {
		o.model = filepath.Join(root, "models", "sticker")
	}
	if o.archive != "" {
		if err := archive(o.archive, o.model); err != nil {
			return s, err
		}
	}
	if o.out == "" {
		return summary{Archive: o.archive}, nil
	}
	b := server.Build{Root: root}
	if err := b.Make(ctx); err != nil {
		return s, err
	}
	sources, err := b.Page(o.quality)
	if err != nil {
		return s, err
	}
	return assemble(o, sources, b.Folder("release"))
}

// assemble writes the site of the page's sources.
func assemble(o options, sources []server.File, scratch string) (summary, error) {
	model, err := server.OpenModel(o.model)
	if err != nil {
		return summary{}, err
	}
	defer model.Close()
	facts := release.FactsOf(model)
	facts.Mirrors = o.others.Mirrors
	files, err := release.Assemble(sources, scratch, facts)
	if err != nil {
		return summary{}, err
	}
	s := &site{out: o.out, quality: o.quality, others: o.others}
	for _, f := range files {
		s.put(f.Name, f.Path)
	}
	s.putModel("model/", model)
	s.putMore(o.more)
	s.putHeaders()
	s.putNginx()
	s.putCaddy()
	if o.version != "" {
		s.putPackage(o.version)
	}
	if s.err != nil {
		return summary{}, s.err
	}
	return summary{Out: o.out, Archive: o.archive, Files: len(s.names), Bytes: s.plain, Packed: s.packed, Model: facts.ModelBytes}, nil
}
