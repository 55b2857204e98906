package pngtext

import (
	"fmt"
	"strings"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// madeByMachine is the IPTC's word for pictures from a trained model.
const madeByMachine = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"` +
	` Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>` +
	`</rdf:RDF></x:xmpmeta>`

// Sign writes into a PNG file how its picture was made: for other tools, and
// as our own recipe.
func Sign(file []byte, p *bridge.Picture, r *recipe.Recipe, modelName string) ([]byte, error) {
	file, err := InsertXMP(file, madeByMachine)
	if err != nil {
		return nil, err
	}
	return Insert(file,
		Text{"parameters", Parameters(p, modelName)},
		Text{Keyword, r.JSON()},
		Text{"Description", r.Title()},
		Text{"Software", "unCLIP in the browser"})
}

// Parameters writes a request the way image tools have agreed on: the prompt,
// the negative prompt, and one line of settings.
func Parameters(p *bridge.Picture, modelName string) string {
	r := &p.Request
	var b strings.Builder
	b.WriteString(r.Prompt)
	if r.Negative != "" {
		fmt.Fprintf(&b, "\nNegative prompt: %s", r.Negative)
	}
	fmt.Fprintf(&b, "\nSteps: %d, Sampler: %s, CFG scale: %g, Seed: %s, Size: %dx%d",
		r.Steps, r.Sampler, r.Guidance, r.Seed, p.Width, p.Height)
	if digest := recipe.Digest(p.Model); digest != "" {
		fmt.Fprintf(&b, ", Model hash: %s", digest)
	}
	fmt.Fprintf(&b, ", Model: %s", modelName)
	fmt.Fprintf(&b, ", Prior: %s, Prior steps: %d, Prior CFG scale: %g, Candidates: %d, Version: unCLIP",
		r.Prior, r.PriorSteps, r.PriorGuidance, r.Candidates)
	return b.String()
}

// FileName makes a file name from a picture's title and seed.
func FileName(title, seed string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
	})
	name := strings.Join(words[:min(len(words), 6)], "-")
	if name == "" {
		name = "picture"
	}
	return name[:min(len(name), 60)] + "-" + seed + ".png"
}

// Mark writes into a PNG file no more than that a machine made it.
func Mark(file []byte) ([]byte, error) { return InsertXMP(file, madeByMachine) }

// SheetName makes the file name of a sheet from its title.
func SheetName(title string) string { return FileName(title, "sheet") }
