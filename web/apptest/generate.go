package apptest

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"unclip/wasm/bridge"
)

// generate goes through the stages and previews as the real engine does.
func (e *Engine) generate(ctx context.Context, g *bridge.Generate, first []string, value func(int) float64, reply func(bridge.Message)) {
	reply(e.state(bridge.Generating, model.Bytes, e.place))
	w := &work{engine: e, request: *g, of: g.Count, value: value, reply: reply, millis: map[string]float64{}}
	for _, stage := range first {
		if !w.stage(ctx, stage, 4, nil) {
			break
		}
	}
	for w.index = range w.of {
		if !w.paint(ctx) {
			break
		}
		reply(w.picture())
		w.next()
	}
	reply(e.state(bridge.Ready, model.Bytes, e.place))
}

// work is one request on its way.
type work struct {
	engine  *Engine
	request bridge.Generate // of the picture under way
	index   int
	of      int
	value   func(i int) float64
	reply   func(bridge.Message)
	millis  map[string]float64
}

// paint goes through the stages of one picture.
func (w *work) paint(ctx context.Context) bool {
	g := &w.request
	return w.stage(ctx, bridge.Text, 1, nil) &&
		w.imagine(ctx) && w.survives() &&
		w.stage(ctx, bridge.Decoder, g.Steps, w.preview) &&
		w.stage(ctx, bridge.Upsample, 3, nil)
}

// practiceCodes is how many codes the practice prior draws.
const practiceCodes = 48

// imagine is the prior: in steps, or code by code.
func (w *work) imagine(ctx context.Context) bool {
	if w.request.Prior != bridge.PriorAR {
		return w.stage(ctx, bridge.Prior, w.request.PriorSteps, nil)
	}
	var drawn []float64
	return w.stage(ctx, bridge.Prior, practiceCodes, func(step, steps int) {
		drawn = append(drawn, math.Round(512+400*math.Sin(float64(step*step))/math.Sqrt(float64(step))))
		w.reply(&bridge.Codes{ID: w.request.ID, Index: w.index, Of: steps, Buckets: 1024, Drawn: drawn, Similarity: 0.4 * float64(step) / float64(steps)})
	})
}

// next turns to the next seed.
func (w *work) next() {
	seed, _ := strconv.ParseUint(w.request.Seed, 10, 64) // the codec has checked it
	w.request.Seed = strconv.FormatUint(seed+1, 10)
	w.millis = map[string]float64{}
}

// stage takes a number of steps, or returns false when it was cancelled.
func (w *work) stage(ctx context.Context, name string, steps int, each func(step, steps int)) bool {
	start := time.Now()
	for i := range steps {
		left := w.engine.Step.Seconds() * float64(steps-i)
		w.reply(&bridge.Progress{ID: w.request.ID, Stage: name, Done: i, Total: steps, Left: left, Index: w.index, Of: w.of})
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
	w.reply(&bridge.Preview{ID: w.request.ID, Step: step, Index: w.index, Width: 64, Height: 64,
		Pixels: paint(&w.request, 64, sharp)})
}

func (w *work) picture() *bridge.Picture {
	size, made := max(w.request.Size, 256), w.request
	made.Count = 1
	p := &bridge.Picture{ID: made.ID, Index: w.index, Of: w.of, Width: size, Height: size, Request: made,
		Pixels: paint(&made, size, 1), Model: model.Edition(), StageMillis: w.millis}
	if w.value != nil {
		p.Value = w.value(w.index)
	}
	if all := strings.Fields(made.Prompt); len(all) > 75 {
		p.Truncated = strings.Join(all[75:], " ")
	}
	return p
}
