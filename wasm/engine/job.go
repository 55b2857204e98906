package engine

import (
	"context"

	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// job is a request for pictures and the way to make them.
type job struct {
	settings bridge.Generate
	of       int // pictures
	draw     func(*drawing) error
}

// jobOf is the job that a message asks for.
func jobOf(m bridge.Message) (j job, known bool) {
	switch m := m.(type) {
	case *bridge.Generate:
		return generate(m), true
	case *bridge.Vary:
		return vary(m), true
	case *bridge.Blend:
		return blend(m), true
	case *bridge.TextDiff:
		return textDiff(m), true
	case *bridge.Repaint:
		return repaint(m), true
	case *bridge.Probe:
		return probe(m), true
	}
	return job{}, false
}

// ask lets the engine do a job, now or after others.
func (e *Engine) ask(ctx context.Context, m bridge.Message, reply func(bridge.Message)) {
	j, known := jobOf(m)
	if !known {
		reply(&bridge.Failed{Code: bridge.BadRequest, Message: "The engine does not do " + m.Kind() + ".", Advice: "Reload the page."})
		return
	}
	e.start(work{ctx: ctx, id: j.settings.ID, reply: reply, do: func(ctx context.Context) { e.run(ctx, j, reply) }})
}

// run does a job and brings the engine back to where it was.
func (e *Engine) run(ctx context.Context, j job, reply func(bridge.Message)) {
	if !e.early() && e.made() == nil {
		reply(&bridge.Failed{ID: j.settings.ID, Code: bridge.NoModel, Message: "The model is not on this device yet.", Advice: "Get the model first."})
		return
	}
	e.state(bridge.Generating, reply)
	if err := e.draw(ctx, j, reply); err != nil {
		reply(failure(j.settings.ID, err))
	}
	e.goBack(ctx, reply)
}

// draw makes a job's pictures, with a model that may still be on its way.
func (e *Engine) draw(ctx context.Context, j job, reply func(bridge.Message)) error {
	if e.early() {
		if err := e.assembleEarly(ctx, reply); err != nil {
			return err
		}
	}
	p := e.made()
	r := request(&j.settings, 0)
	if err := p.Check(r); err != nil {
		return err
	}
	var ahead unclip.Ahead
	if j.of > 0 {
		ahead = p.Ahead(r)
	}
	return j.draw(&drawing{ctx: ctx, pipeline: p, job: j, model: e.model.Edition(), known: e.known, reply: reply, clock: newClock(ahead, e.pace)})
}

// made is the pipeline, or nil.
func (e *Engine) made() *unclip.Pipeline {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.pipeline
}
