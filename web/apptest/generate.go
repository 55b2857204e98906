package apptest

import (
	"context"
	"strings"
	"time"

	"unclip/wasm/bridge"
)

// generate goes through the stages and previews as the real engine does.
func (e *Engine) generate(ctx context.Context, g *bridge.Generate, reply func(bridge.Message)) {
	reply(state(bridge.Generating, model.Bytes))
	w := &work{engine: e, request: g, reply: reply, millis: map[string]float64{}}
	done := w.stage(ctx, bridge.Text, 1, nil) &&
		w.stage(ctx, bridge.Prior, g.PriorSteps, nil) && w.survives() &&
		w.stage(ctx, bridge.Decoder, g.Steps, w.preview) &&
		w.stage(ctx, bridge.Upsample, 3, nil)
	if done {
		reply(w.picture())
	}
	reply(state(bridge.Ready, model.Bytes))
}

// work is one request on its way.
type work struct {
	engine  *Engine
	request *bridge.Generate
	reply   func(bridge.Message)
	millis  map[string]float64
}

// stage takes a number of steps, or returns false when it was cancelled.
func (w *work) stage(ctx context.Context, name string, steps int, each func(step, steps int)) bool {
	start := time.Now()
	for i := range steps {
		left := w.engine.Step.Seconds() * float64(steps-i)
		w.reply(&bridge.Progress{ID: w.request.ID, Stage: name, Done: i, Total: steps, Left: left})
		if !w.engine.rest(ctx) {
			return false
		}
		if each != nil {
			each(i+1, steps)
		}
	}
	w.millis[name] = float64(time.Since(start)) / float64(time.Millisecond)
	return true
}

func (w *work) survives() bool {
	if !strings.Contains(w.request.Prompt, "out of memory") {
		return true
	}
	w.reply(&bridge.Failed{ID: w.request.ID, Code: bridge.NoMemory,
		Message: "It happened while painting. The pictures of this visit are kept.",
		Advice:  "Close other tabs, or choose fewer candidates."})
	return false
}

func (w *work) preview(step, steps int) {
	sharp := float64(step) / float64(steps)
	w.reply(&bridge.Preview{ID: w.request.ID, Step: step, Width: 64, Height: 64,
		Pixels: paint(w.request, 64, sharp)})
}

func (w *work) picture() *bridge.Picture {
	size := w.request.Size
	p := &bridge.Picture{ID: w.request.ID, Width: size, Height: size, Request: *w.request,
		Pixels: paint(w.request, size, 1), Model: model.Version, StageMillis: w.millis}
	if all := strings.Fields(w.request.Prompt); len(all) > 75 {
		p.Truncated = strings.Join(all[75:], " ")
	}
	return p
}
