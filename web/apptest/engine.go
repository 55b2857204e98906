// Package apptest is an engine without a GPU or a model: it goes through every
// phase of the real one and paints soft pictures, so that the page can be built,
// tested and photographed on any machine.
//
// A prompt that contains "out of memory" fails the way a full GPU does.
package apptest

import (
	"context"
	"strings"
	"sync"
	"time"

	"unclip/wasm/bridge"
)

// Engine pretends. Step is the time that a step takes; zero is as fast as it
// can. The zero Engine is ready.
type Engine struct {
	Step   time.Duration
	Cached bool // the model is on this device already
	Full   bool // the browser has room for 4 MB
	Stuck  bool // the browser's storage does not open

	mu    sync.Mutex
	stop  context.CancelFunc // ends the work going on
	place string             // where the model is
}

var model = bridge.Model{Can: []string{bridge.CanSee, bridge.CanPCA, bridge.CanAR, bridge.CanRecognise, bridge.Can256},
	Name: "practice", Version: "1", Digest: "0123abcdef", Bytes: 10_400_000,
	Examples: []string{"a red fox, flat", "a quiet valley", "hills at noon", "a purple evening", "the sea from above", "an early morning"}}

const adapter = "a practice engine"

// Handle answers a message.
func (e *Engine) Handle(ctx context.Context, m bridge.Message, reply func(bridge.Message)) {
	switch m := m.(type) {
	case *bridge.Hello:
		e.hello(m, reply)
	case *bridge.Install:
		e.begin(ctx, func(ctx context.Context) { e.install(ctx, m.Place, bridge.Download, reply) })
	case *bridge.Import:
		e.begin(ctx, func(ctx context.Context) { e.importFiles(ctx, m, reply) })
	case *bridge.Remove:
		reply(e.state(bridge.Idle, 0, bridge.OnDevice))
	case *bridge.Reset:
		e.Stuck = false
		reply(e.state(bridge.Idle, 0, bridge.OnDevice))
	case *bridge.Generate:
		g := *m
		e.begin(ctx, func(ctx context.Context) { e.generate(ctx, &g, nil, nil, reply) })
	case *bridge.Cancel:
		e.cancel()
	default:
		e.begin(ctx, func(ctx context.Context) { e.operate(ctx, m, reply) })
	}
}

// begin ends the work going on and starts another.
func (e *Engine) begin(ctx context.Context, work func(context.Context)) {
	e.cancel()
	ctx, stop := context.WithCancel(ctx)
	e.mu.Lock()
	e.stop = stop
	e.mu.Unlock()
	go work(ctx)
}

func (e *Engine) cancel() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stop != nil {
		e.stop()
	}
}

func (e *Engine) hello(m *bridge.Hello, reply func(bridge.Message)) {
	e.Full = e.Full || strings.Contains(m.Base, "no-space")
	if strings.Contains(m.Base, "no-webgpu") {
		reply(e.state(bridge.Broken, 0, bridge.OnDevice))
		reply(&bridge.Failed{Code: bridge.NoGPU})
		return
	}
	e.place = bridge.OnDevice
	if e.Cached {
		reply(e.state(bridge.Ready, model.Bytes, bridge.OnDevice))
		return
	}
	reply(e.state(bridge.Idle, 0, bridge.OnDevice))
}

func (e *Engine) state(phase string, cached int, place string) *bridge.State {
	m, s := model, bridge.Storage{Place: place, Free: -1}
	m.CachedBytes = cached
	if e.Full {
		s.Free = 4_000_000
	}
	if e.Stuck {
		s.Place, s.Stuck = bridge.ForVisit, bridge.Yes
	}
	if place == bridge.OnDevice {
		s.Kept = cached
	}
	return &bridge.State{Phase: phase, Model: m, Adapter: adapter, Storage: s}
}

// install counts up bytes, as a download would.
func (e *Engine) install(ctx context.Context, place, stage string, reply func(bridge.Message)) {
	const parts = 40
	e.place = place
	reply(e.state(bridge.Installing, 0, place))
	if e.Full && place == bridge.OnDevice {
		reply(&bridge.Failed{Code: bridge.NoSpace})
		reply(e.state(bridge.Idle, 0, place))
		return
	}
	for i := range parts {
		left := e.Step.Seconds() * float64(parts-i)
		reply(&bridge.Progress{Stage: stage, Done: model.Bytes * i / parts, Total: model.Bytes, Left: left})
		if !e.rest(ctx) {
			reply(e.state(bridge.Idle, model.Bytes*i/parts, place))
			return
		}
	}
	reply(e.state(bridge.Ready, model.Bytes, place))
}

// importFiles takes any files but those named wrong.
func (e *Engine) importFiles(ctx context.Context, m *bridge.Import, reply func(bridge.Message)) {
	for _, f := range m.Files {
		if strings.HasPrefix(f.Name(), "wrong") {
			reply(&bridge.Failed{Code: bridge.WrongFile, Message: f.Name()})
			reply(e.state(bridge.Idle, 0, m.Place))
			return
		}
	}
	e.install(ctx, m.Place, bridge.Reading, reply)
}

// rest waits for a step, or returns false when the work was cancelled.
func (e *Engine) rest(ctx context.Context) bool {
	select {
	case <-time.After(e.Step):
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
