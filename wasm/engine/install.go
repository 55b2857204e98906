package engine

import (
	"context"

	"unclip/wasm/bridge"
)

// takeStock finds out what of the model is here, and what there is room for.
func (e *Engine) takeStock(ctx context.Context) {
	m := e.manifest
	cached := int(e.library.Cached(ctx, m))
	kept, free, visit := e.library.Room(ctx, m)
	s := bridge.Storage{Place: bridge.OnDevice, Kept: int(kept), Free: int(min(max(free, -1), bridge.MaxBytes))}
	if visit {
		s.Place = bridge.ForVisit
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	s.Stuck = e.storage.Stuck
	e.model.CachedBytes, e.storage = cached, s
}

// lacks refuses work on a model where none is known, or none can run: behind
// another tab the GPU may not have come back.
func (e *Engine) lacks(noModel string, reply func(bridge.Message)) bool {
	switch {
	case e.manifest == nil:
		reply(&bridge.Failed{Code: bridge.NoModel, Message: noModel, Advice: "Reload the page."})
	case e.runtime == nil:
		reply(&bridge.Failed{Code: bridge.NoGPU, Message: "The GPU did not come back to this tab.", Advice: "Reload the page."})
	default:
		return false
	}
	return true
}

// install downloads the model and makes it ready.
func (e *Engine) install(ctx context.Context, m *bridge.Install, reply func(bridge.Message)) {
	if e.lacks("There is no model to install yet.", reply) {
		return
	}
	in := e.beginInstallation()
	e.state(bridge.Installing, reply)
	e.prepare()
	go e.warn(context.WithoutCancel(ctx), reply)
	err := e.library.Install(ctx, e.manifest, m.Place == bridge.OnDevice, e.watch(in, paced(0, bridge.Download, reply)))
	if !e.endInstallation(in, err) {
		e.installed(ctx, err, reply)
	}
}

// importFiles takes the model from files and makes it ready. It may be the first
// that the engine hears of a model, where the page's host has none to offer, or
// has none any more behind another tab.
func (e *Engine) importFiles(ctx context.Context, m *bridge.Import, reply func(bridge.Message)) {
	if e.library == nil || e.device == nil {
		reply(&bridge.Failed{Code: bridge.NoGPU, Message: "There is no GPU to run a model on.", Advice: "Reload the page."})
		e.state(e.phase, reply)
		return
	}
	before := e.phase
	e.state(bridge.Installing, reply)
	go e.warn(context.WithoutCancel(ctx), reply)
	manifest, err := e.library.Import(ctx, m.Files, m.Place == bridge.OnDevice, paced(0, bridge.Reading, reply))
	if err == nil && e.runtime == nil {
		if err = e.adopt(ctx, manifest); err == nil {
			e.lend(reply)
			e.prepare()
		}
	}
	if err != nil && e.runtime == nil {
		reply(failure(0, err))
		e.state(before, reply)
		return
	}
	e.installed(ctx, err, reply)
}

// installed ends an installation, well or not.
func (e *Engine) installed(ctx context.Context, err error, reply func(bridge.Message)) {
	e.takeStock(context.WithoutCancel(ctx))
	switch {
	case err == nil:
		e.ready(ctx, reply)
		return
	case e.pipeline != nil: // what was ready stays so
		reply(failure(0, err))
		e.state(bridge.Ready, reply)
		return
	}
	f := failure(0, err)
	if f.Code == bridge.NoModel { // there is a model, since its manifest came
		f.Code = bridge.Refused
	}
	reply(f)
	e.state(bridge.Idle, reply)
}

// remove deletes the model, from the GPU too.
func (e *Engine) remove(ctx context.Context, reply func(bridge.Message)) {
	if e.lacks("There is no model on this device.", reply) {
		return
	}
	if err := e.library.Remove(ctx); err != nil {
		reply(failure(0, err))
	} else {
		e.mu.Lock()
		e.pipeline = nil
		e.mu.Unlock()
		e.runtime.Release()
	}
	e.takeStock(ctx)
	if e.pipeline != nil {
		e.state(bridge.Ready, reply)
		return
	}
	e.state(bridge.Idle, reply)
}

// bring downloads a stage that nothing has needed so far, and tells the page: of
// the whole installation while the stage comes with one, so that one figure goes
// on where it was.
func (e *Engine) bring(ctx context.Context, stage string, reply func(bridge.Message)) error {
	progress := paced(e.at(), bridge.Download, reply)
	return e.library.Fetch(ctx, e.manifest, stage, func(done, total int64) {
		if d, t, behind := e.onItsWay(); behind {
			done, total = d, t
		}
		progress(done, total)
	})
}

// paced tells the page of bytes, now and then.
func paced(id int, stage string, reply func(bridge.Message)) func(done, total int64) {
	pace := newPace()
	return func(done, total int64) {
		if left, due := pace.at(int(done), int(total)); due {
			reply(&bridge.Progress{ID: id, Stage: stage, Done: int(done), Total: int(total), Left: left})
		}
	}
}
