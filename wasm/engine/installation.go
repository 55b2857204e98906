package engine

import (
	"context"

	"unclip/wasm/bridge"
)

// installation is a download of the model. A request may overtake it: it begins
// with the stages that are here and waits for the others, while the installation
// goes on behind it.
type installation struct {
	begun  bool // there is room, and bytes come
	behind bool
	cancel context.CancelFunc // while it is behind
	ended  bool               // behind a request
	err    error

	done, total int64 // bytes
}

func (e *Engine) beginInstallation() *installation {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.installing = &installation{}
	return e.installing
}

// endInstallation reports whether the installation ended behind a request.
func (e *Engine) endInstallation(in *installation, err error) (behind bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	in.ended, in.err = true, err
	if !in.behind {
		e.installing = nil
	}
	return in.behind
}

// watch lets requests overtake from the first progress on, and tells the page of
// progress until one has.
func (e *Engine) watch(in *installation, progress func(done, total int64)) func(done, total int64) {
	return func(done, total int64) {
		if !e.makeWay(in, done, total) {
			progress(done, total)
		}
	}
}

// makeWay takes note of bytes and lets the request that has waited longest overtake, and tells whether
// any has.
func (e *Engine) makeWay(in *installation, done, total int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	in.begun, in.done, in.total = true, done, total
	if !in.behind && e.cancel != nil && len(e.waiting) > 0 && e.waiting[0].id != 0 {
		e.fallBehind(in)
		e.advance()
	}
	return in.behind
}

// overtakable says that a request need not wait for the installation; e is locked.
func (e *Engine) overtakable() bool {
	in := e.installing
	return in != nil && in.begun && !in.behind
}

// fallBehind makes room for a request; e is locked.
func (e *Engine) fallBehind(in *installation) {
	in.behind, in.cancel, e.cancel = true, e.cancel, nil
}

// onItsWay is how far the installation is that a request has overtaken.
func (e *Engine) onItsWay() (done, total int64, behind bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	in := e.installing
	if in == nil || !in.behind || in.ended {
		return 0, 0, false
	}
	return in.done, in.total, true
}

// early says that a request has overtaken the installation of its model.
func (e *Engine) early() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.pipeline == nil && e.installing != nil && e.installing.behind
}

// assembleEarly makes the pipeline of a model that is still on its way.
func (e *Engine) assembleEarly(ctx context.Context, reply func(bridge.Message)) error {
	if err := e.bring(ctx, FirstPicture()[0], reply); err != nil { // and the tokenizer's file
		return err
	}
	return e.assemble(ctx)
}

// goBack ends a request: an installation that it has overtaken is the work under
// way again, behind requests that wait. The page hears of it before the
// installation can end. Without one the engine rests.
func (e *Engine) goBack(ctx context.Context, reply func(bridge.Message)) {
	e.mu.Lock()
	in := e.installing
	if in == nil || !in.behind || in.ended {
		e.installing = nil
		e.mu.Unlock()
		e.comeToRest(ctx, in, reply)
		return
	}
	defer e.mu.Unlock()
	e.rest()
	if e.advance() {
		return
	}
	e.cancel, e.workID, e.firm, in.behind = in.cancel, 0, false, false
	e.works++ // so that the end of the request does not end the installation
	e.phase = bridge.Installing
	reply(e.told())
}

// comeToRest ends a request behind which nothing goes on. What an installation
// was refused in the meantime is told now.
func (e *Engine) comeToRest(ctx context.Context, in *installation, reply func(bridge.Message)) {
	if in != nil {
		e.takeStock(context.WithoutCancel(ctx))
	}
	if in != nil && in.err != nil {
		reply(failure(0, in.err))
	}
	if in != nil && e.model.CachedBytes < e.model.Bytes {
		e.state(bridge.Idle, reply)
		return
	}
	e.state(bridge.Ready, reply)
}

// abandon ends an installation behind the work under way; e is locked.
func (e *Engine) abandon() {
	if in := e.installing; in != nil && in.behind {
		in.cancel()
		e.installing = nil
	}
}
