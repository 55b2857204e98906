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

	mu   sync.Mutex
	stop context.CancelFunc // ends the work going on
}

var model = bridge.Model{Can: []string{bridge.CanSee, bridge.CanPCA, bridge.CanAR, bridge.CanRecognise, bridge.Can256},
	Name: "practice", Version: "0000practice", Bytes: 10_400_000,
	Examples: []string{"a red fox, flat", "a quiet valley", "hills at noon", "a purple evening", "the sea from above", "an early morning"}}

const adapter = "a practice engine"

// Handle answers a message.
func (e *Engine) Handle(ctx context.Context, m bridge.Message, reply func(bridge.Message)) {
	switch m := m.(type) {
	case *bridge.Hello:
		e.hello(m, reply)
	case *bridge.Install:
		e.begin(ctx, func(ctx context.Context) { e.install(ctx, reply) })
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
	if strings.Contains(m.Base, "no-webgpu") {
		reply(state(bridge.Broken, 0))
		reply(&bridge.Failed{Code: bridge.NoGPU})
		return
	}
	if e.Cached {
		reply(state(bridge.Ready, model.Bytes))
		return
	}
	reply(state(bridge.Idle, 0))
}

func state(phase string, cached int) *bridge.State {
	m := model
	m.CachedBytes = cached
	return &bridge.State{Phase: phase, Model: m, Adapter: adapter}
}

// install counts up bytes, as a download would.
func (e *Engine) install(ctx context.Context, reply func(bridge.Message)) {
	const parts = 40
	reply(state(bridge.Installing, 0))
	for i := range parts {
		left := e.Step.Seconds() * float64(parts-i)
		reply(&bridge.Progress{Stage: bridge.Download, Done: model.Bytes * i / parts, Total: model.Bytes, Left: left})
		if !e.rest(ctx) {
			reply(state(bridge.Idle, model.Bytes*i/parts))
			return
		}
	}
	reply(state(bridge.Ready, model.Bytes))
}

// rest waits for a step, or returns false when the work was cancelled.
func (e *Engine) rest(ctx context.Context) bool {
	select {
	case <-time.After(e.Step):
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
