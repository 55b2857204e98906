package engine

import (
	"context"

	"unclip/wasm/bridge"
)

// work is one piece of work: the answer to a message.
type work struct {
	ctx   context.Context
	id    int // 0 when it is no request for pictures
	reply func(bridge.Message)
	do    func(context.Context)
	firm  bool // not to be cancelled: what it leaves half done nothing mends
}

// start runs work, or lets it wait if it is a request and there is room. A
// request does not wait for an installation.
func (e *Engine) start(w work) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.cancel == nil:
		e.begin(w)
	case w.id != 0 && e.overtakable():
		e.fallBehind(e.installing)
		e.begin(w)
	case w.id != 0 && len(e.waiting) < bridge.MaxWaiting:
		e.waiting = append(e.waiting, w)
	default:
		w.reply(&bridge.Failed{ID: w.id, Code: bridge.BadRequest, Message: "The engine is busy with other work.", Advice: "Wait for it, or cancel it."})
	}
}

// begin runs work in a goroutine of its own.
func (e *Engine) begin(w work) {
	ctx, cancel := context.WithCancel(w.ctx)
	e.cancel, e.workID, e.firm = cancel, w.id, w.firm
	e.works++
	number := e.works
	go func() {
		defer e.finish(number)
		defer e.rescue(w.id, w.reply)
		w.do(ctx)
	}()
}

// advance begins the work that has waited longest, and reports whether there
// was any.
func (e *Engine) advance() bool {
	if len(e.waiting) == 0 {
		return false
	}
	next := e.waiting[0]
	e.waiting = append([]work{}, e.waiting[1:]...)
	e.begin(next)
	return true
}

// requests counts what waits for pictures; to make room for another tab is no
// request. e is locked.
func (e *Engine) requests() (n int) {
	for _, w := range e.waiting {
		if w.id != 0 {
			n++
		}
	}
	return n
}

// at is the request under way, or 0.
func (e *Engine) at() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.workID
}

// refuseWaiting lets requests that waited for a model run into its absence, if
// nothing else has begun.
func (e *Engine) refuseWaiting() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cancel == nil {
		e.advance()
	}
}

// finish ends a piece of work, unless a newer one has begun.
func (e *Engine) finish(number int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if number == e.works && e.cancel != nil {
		e.rest()
		e.advance()
	}
}

// rest ends the work under way.
func (e *Engine) rest() {
	if e.cancel != nil {
		e.cancel()
		e.cancel = nil
	}
}

// stop cancels the work under way, or takes it from the queue.
func (e *Engine) stop(id int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cancel != nil && id == e.workID {
		if !e.firm {
			e.cancel()
		}
		return
	}
	for i, w := range e.waiting {
		if w.id == id {
			e.waiting = append(append([]work{}, e.waiting[:i]...), e.waiting[i+1:]...)
			w.reply(failure(id, context.Canceled))
			return
		}
	}
}
