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
	reply    func(bridge.Message)
	clock    *clock
	done     int // pictures that the page has
}

// next is the index of the picture to make; after a loss of the device it is
// the one that was lost.
func (d *drawing) next() int { return d.done }

// report sends progress and, for decoder steps, a preview.
func (d *drawing) report(v unclip.Event) {
	left := d.clock.lap(v, d.job.of-d.done-1)
	id := d.job.settings.ID
	d.reply(&bridge.Progress{ID: id, Stage: v.Stage, Done: v.Done, Total: v.Total, Left: left, Index: d.done, Of: d.job.of})
	if v.Preview == nil || v.Done == v.Total {
		return
	}
	side := d.pipeline.Config().Decoder.Size
	d.reply(&bridge.Preview{ID: id, Step: v.Done, Index: d.done, Width: side, Height: side, Pixels: bridge.Memory(RGBA(v.Preview))})
}

// show sends a finished picture.
func (d *drawing) show(p *unclip.Picture, r unclip.Request, value float64) {
	settings := d.job.settings
	settings.Seed, settings.Count = strconv.FormatUint(r.Seed, 10), 1
	d.reply(&bridge.Picture{ID: settings.ID, Index: d.done, Of: d.job.of, Value: value, Width: p.Size, Height: p.Size,
		Pixels: bridge.Memory(RGBA(p.X0)), Request: settings, Model: d.model, StageMillis: d.clock.stages(),
		Truncated: atMost(p.Cut, bridge.MaxPromptRunes)})
	d.done++
	d.clock.finish()
}
