package engine

import (
	"context"
	"sync"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine/exam"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Library is a model on its way from a web host to this device.
type Library interface {
	Shards
	// Manifest fetches and checks the model's manifest; offline, the installed one.
	Manifest(ctx context.Context) (*weights.Manifest, error)
	// Cached counts the model's bytes that are already on this device.
	Cached(ctx context.Context, m *weights.Manifest) int64
	// Install downloads what is missing of the stages that a picture needs: to
	// keep it, or else until the page closes.
	Install(ctx context.Context, m *weights.Manifest, keep bool, progress func(done, total int64)) error
	// Fetch downloads what is missing of one stage, and costs nothing where
	// nothing is.
	Fetch(ctx context.Context, m *weights.Manifest, stage string, progress func(done, total int64)) error
	// Import is Install from files that the visitor has chosen; it returns the
	// manifest that they belong to.
	Import(ctx context.Context, files []bridge.File, keep bool, progress func(done, total int64)) (*weights.Manifest, error)
	// Remove deletes the model from this device.
	Remove(ctx context.Context) error
	// Room tells how many bytes of the model outlive the page, how many more there
	// is room for, negative if unknown, and whether the model is here, or would be,
	// for this visit only.
	Room(ctx context.Context, m *weights.Manifest) (kept, free int64, visit bool)
	// File returns a small accompanying file, verified.
	File(ctx context.Context, f weights.File) ([]byte, error)
}

// Platform opens what the engine runs on.
type Platform struct {
	Device  func(ctx context.Context) (gpu.Device, error)
	Library func(ctx context.Context, base string) (Library, error)
	// Tuned is as in Options; nil is the planner's judgement.
	Tuned func(ctx context.Context, d gpu.Device, tasks []plan.Task) plan.Tuned
	// Passes remembers devices that compute rightly; nil examines them only while a
	// model comes.
	Passes *exam.Passes
	// Storage is what Library keeps models in; nil is in good order.
	Storage Storage
	// Seat lets one tab at a time use the GPU; without it all may.
	Seat Seat
}

// Engine answers the page: idle → installing → ready → generating. One piece of
// work runs at a time; requests for pictures wait behind it in a queue.
type Engine struct {
	platform Platform

	mu      sync.Mutex
	phase   string
	model   bridge.Model
	storage bridge.Storage
	adapter string
	cancel  context.CancelFunc // of the work under way
	workID  int
	firm    bool // work.firm of it
	works   int  // begun so far
	waiting []work

	installing *installation // or nil
	shares     bool          // the seat with other tabs
	rise       func()        // from it
	leaving    bool          // it was asked for

	base     string // of the page
	library  Library
	manifest *weights.Manifest
	device   gpu.Device
	runtime  *Runtime
	known    *known
	examined examined
	pipeline *unclip.Pipeline
	pace     map[string]float64 // see clock; the work under way has it
}

// New returns an engine in phase idle.
func New(p Platform) *Engine {
	return &Engine{platform: p, phase: bridge.Idle, storage: bridge.Storage{Place: bridge.OnDevice, Free: -1}, pace: map[string]float64{}}
}

// Handle implements bridge.Handler.
func (e *Engine) Handle(ctx context.Context, m bridge.Message, reply func(bridge.Message)) {
	switch m := m.(type) {
	case *bridge.Hello:
		e.start(work{ctx: ctx, reply: reply, firm: true, do: func(ctx context.Context) { e.hello(ctx, m, reply) }})
	case *bridge.Install:
		e.start(work{ctx: ctx, reply: reply, do: func(ctx context.Context) { e.install(ctx, m, reply) }})
	case *bridge.Import:
		e.start(work{ctx: ctx, reply: reply, do: func(ctx context.Context) { e.importFiles(ctx, m, reply) }})
	case *bridge.Remove:
		e.start(work{ctx: ctx, reply: reply, do: func(ctx context.Context) { e.remove(ctx, reply) }})
	case *bridge.Reset:
		e.start(work{ctx: ctx, reply: reply, firm: true, do: func(ctx context.Context) { e.reset(ctx, reply) }})
	case *bridge.Claim:
		if e.platform.Seat != nil {
			e.platform.Seat.Ask()
		}
	case *bridge.Cancel:
		e.stop(m.ID)
	case *bridge.Diagnose:
		go e.diagnose(ctx, reply)
	default:
		e.ask(ctx, m, reply)
	}
}

// state tells the page the phase and what is known of the model. A phase of rest
// ends the work, before the page hears that it may ask again; where requests
// wait and can be done there is no rest, and the next one reports its own phase.
func (e *Engine) state(phase string, reply func(bridge.Message)) {
	e.mu.Lock()
	e.phase = phase
	resting := phase != bridge.Installing && phase != bridge.Generating && phase != bridge.Elsewhere
	if resting {
		e.rest()
	}
	if phase == bridge.Ready && e.advance() {
		e.mu.Unlock()
		return
	}
	s := e.told()
	e.mu.Unlock()
	reply(s)
	if resting {
		e.refuseWaiting()
	}
}

// told is what the page hears of the engine; e is locked.
func (e *Engine) told() *bridge.State {
	return &bridge.State{Phase: e.phase, Model: e.model, Adapter: e.adapter, Waiting: e.requests(), Storage: e.storage}
}

// Runtime is the runtime of the loaded model, or nil; for memory figures.
func (e *Engine) Runtime() *Runtime {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.runtime
}
