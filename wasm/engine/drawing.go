package engine

import (
	"context"
	"strconv"

	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// drawing is a job under way: it numbers the pictures and tells the page.
type drawing struct {
	ctx      context.Context
	pipeline *unclip.Pipeline
	job      job
	model    string
	known    *known
	reply    func(bridge.Message)
	clock    *clock
	done     int // pictures that the page has
}

// each makes and shows the pictures, also one that could not be made as large as
// was asked for. The number is what sets a picture apart.
func (d *drawing) each(make func(i int) (*unclip.Picture, unclip.Request, float64, error)) error {
	for d.done < d.job.of {
		picture, r, value, err := make(d.done)
		if picture != nil {
			d.show(picture, r, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read runs the text tower over two captions.
func (d *drawing) read(prompt, negative string) (*unclip.Caption, error) {
	y, err := d.pipeline.Read(d.ctx, prompt, negative)
	if err == nil {
		d.report(unclip.Event{Stage: bridge.Text, Done: 1, Total: 1})
	}
	return y, err
}

// latent takes a source apart into z_i and, inverted, x_T.
func (d *drawing) latent(s bridge.Source, start string, y *unclip.Caption, r unclip.Request) (unclip.Latent, error) {
	if start == bridge.Inverted {
		return d.pipeline.Encode(d.ctx, onWhite(s), y, r, d.report)
	}
	zi, err := d.pipeline.Look(d.ctx, onWhite(s))
	return unclip.Latent{Zi: zi}, err
}

// report sends progress and, where the step has one, a preview.
func (d *drawing) report(v unclip.Event) {
	left := d.clock.lap(v, d.job.of-d.done-1)
	id := d.job.settings.ID
	d.reply(&bridge.Progress{ID: id, Stage: v.Stage, Done: v.Done, Total: v.Total, Left: left, Index: d.done, Of: d.job.of})
	if v.Codes != nil {
		d.reply(&bridge.Codes{ID: id, Index: d.done, Of: v.Total, Buckets: d.pipeline.Config().PriorAR.Buckets, Drawn: floats(v.Codes), Similarity: inOne(v.Similarity)})
	}
	if v.Preview == nil || v.Done == v.Total {
		return
	}
	side, at := d.pipeline.Config().Decoder.Size, v.Done
	if v.Stage != bridge.Decoder {
		at = 0
	}
	d.reply(&bridge.Preview{ID: id, Step: at, Index: d.done, Width: side, Height: side, Pixels: bridge.Memory(RGBA(v.Preview))})
}

// show sends a finished picture.
func (d *drawing) show(p *unclip.Picture, r unclip.Request, value float64) {
	settings := d.job.settings
	settings.Seed, settings.Count = strconv.FormatUint(r.Seed, 10), 1
	settings.Size = min(settings.Size, p.Size)
	d.reply(&bridge.Picture{ID: settings.ID, Index: d.done, Of: d.job.of, Value: value, Width: p.Size, Height: p.Size,
		Pixels: bridge.Memory(RGBA(p.X0)), Request: settings, Model: d.model, StageMillis: d.clock.stages(),
		Truncated: atMost(p.Cut, bridge.MaxPromptRunes)})
	d.done++
	d.clock.finish()
}

func floats(list []int) []float64 {
	out := make([]float64, len(list))
	for i, n := range list {
		out[i] = float64(n)
	}
	return out
}
