package engine

import (
	"context"
	"errors"
	"strconv"
	"time"

	"unclip/models/unclip"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// generate makes one picture and brings the engine back to ready.
func (e *Engine) generate(ctx context.Context, m *bridge.Generate, reply func(bridge.Message)) {
	e.mu.Lock()
	p := e.pipeline
	e.mu.Unlock()
	if p == nil {
		reply(&bridge.Failed{ID: m.ID, Code: bridge.NoModel, Message: "The model is not on this device yet.", Advice: "Get the model first."})
		return
	}
	e.state(bridge.Generating, reply)
	clock := newClock()
	picture, err := p.Generate(ctx, request(m), func(v unclip.Event) {
		e.report(m.ID, v, clock, reply)
	})
	if errors.Is(err, gpu.ErrLost) && ctx.Err() == nil {
		picture, err = e.again(ctx, m, clock, reply)
	}
	if err != nil {
		reply(failure(m.ID, err))
	} else {
		reply(&bridge.Picture{ID: m.ID, Width: picture.Size, Height: picture.Size, Pixels: bridge.Memory(RGBA(picture.X0)),
			Request: *m, Model: e.model.Name + " " + e.model.Version, StageMillis: clock.millis, Truncated: atMost(picture.Cut, bridge.MaxPromptRunes)})
	}
	e.state(bridge.Ready, reply)
}

// again opens a new device behind a lost one and repeats the picture; noise
// depends on the seed alone, so it comes out the same.
func (e *Engine) again(ctx context.Context, m *bridge.Generate, clock *clock, reply func(bridge.Message)) (*unclip.Picture, error) {
	e.runtime.Release()
	e.device.Close()
	if err := e.openDevice(ctx); err != nil {
		return nil, errors.Join(gpu.ErrLost, err)
	}
	p, err := e.assemble(ctx, reply)
	if err != nil {
		return nil, err
	}
	return p.Generate(ctx, request(m), func(v unclip.Event) { e.report(m.ID, v, clock, reply) })
}

// report sends progress and, for decoder steps, a preview.
func (e *Engine) report(id int, v unclip.Event, c *clock, reply func(bridge.Message)) {
	left := c.lap(v)
	reply(&bridge.Progress{ID: id, Stage: v.Stage, Done: v.Done, Total: v.Total, Left: left})
	if v.Preview == nil || v.Done == v.Total {
		return
	}
	side := e.pipeline.Config().Decoder.Size
	reply(&bridge.Preview{ID: id, Step: v.Done, Width: side, Height: side, Pixels: bridge.Memory(RGBA(v.Preview))})
}

// request turns a message into the pipeline's terms.
func request(m *bridge.Generate) unclip.Request {
	seed, _ := strconv.ParseUint(m.Seed, 10, 64) // the codec has checked it
	return unclip.Request{Prompt: m.Prompt, Negative: m.Negative, Seed: seed, Steps: m.Steps, Guidance: m.Guidance,
		Sampler: m.Sampler, Eta: 1, Prior: m.Prior, PriorSteps: m.PriorSteps, PriorGuidance: m.PriorGuidance, Candidates: m.Candidates}
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

// clock measures stages and guesses the time left in the one under way.
type clock struct {
	stage   string
	started time.Time
	last    time.Time
	millis  map[string]float64
}

func newClock() *clock {
	now := time.Now()
	return &clock{started: now, last: now, millis: map[string]float64{}}
}

// lap adds the time since the last event to its stage and returns the seconds
// that the rest of the stage will take at the pace so far; the first step of a
// stage carries its loading, so it is not used to predict.
func (c *clock) lap(v unclip.Event) float64 {
	now := time.Now()
	spent := now.Sub(c.last)
	c.millis[v.Stage] += float64(spent.Microseconds()) / 1000
	c.last = now
	if v.Stage != c.stage {
		c.stage, c.started = v.Stage, now
		return -1
	}
	pace := now.Sub(c.started).Seconds() / float64(max(v.Done-1, 1))
	return pace * float64(v.Total-v.Done)
}
