package engine

import (
	"strconv"

	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// generate makes pictures of a prompt, with seeds that follow each other.
func generate(m *bridge.Generate) job {
	return job{settings: *m, of: m.Count, draw: func(d *drawing) error {
		return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
			r := request(m, i)
			picture, err := d.pipeline.Generate(d.ctx, r, d.report)
			return picture, r, 0, err
		})
	}}
}

// request turns the settings of picture i into the pipeline's terms.
func request(m *bridge.Generate, i int) unclip.Request {
	seed, _ := strconv.ParseUint(m.Seed, 10, 64) // the codec has checked it
	return unclip.Request{Prompt: m.Prompt, Negative: m.Negative, Seed: seed + uint64(i), Steps: m.Steps,
		Guidance: m.Guidance, ImageGuidance: m.ImageGuidance, Sampler: m.Sampler, Eta: m.Eta, Size: m.Size, UpsampleSteps: m.UpsampleSteps,
		Prior: m.Prior, PriorSteps: m.PriorSteps, PriorGuidance: m.PriorGuidance, Candidates: m.Candidates}
}

// RGBA turns a picture in [-1, 1] into opaque 8-bit pixels.
func RGBA(x0 []float32) []byte {
	out := make([]byte, len(x0)/3*4)
	for i := range len(x0) / 3 {
		for c := range 3 {
			v := (min(max(x0[3*i+c], -1), 1) + 1) * 127.5
			out[4*i+c] = byte(v + .5)
		}
		out[4*i+3] = 255
	}
	return out
}
