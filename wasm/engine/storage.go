package engine

import (
	"context"
	"time"

	"unclip/wasm/bridge"
)

// Storage is what a Library keeps its model in.
type Storage interface {
	// Stuck says that it did not open for the Library that was made last, though
	// the browser keeps other data: what comes lasts for the visit, until a Reset.
	Stuck() bool
	// Reset deletes it with all that is in it.
	Reset(ctx context.Context) error
}

// slow is how long storage may take to open before the page hears of it: that of
// a browser that has just started, on a busy disk, takes many seconds.
const slow = 2 * time.Second

// open opens the library of the model beside the page.
func (e *Engine) open(ctx context.Context, reply func(bridge.Message)) error {
	tell := time.AfterFunc(slow, func() { reply(&bridge.Progress{Stage: bridge.Opening, Left: -1}) })
	defer tell.Stop()
	library, err := e.platform.Library(ctx, e.base)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.library, e.storage.Stuck = library, bridge.No
	if e.platform.Storage != nil && e.platform.Storage.Stuck() {
		e.storage.Place, e.storage.Stuck = bridge.ForVisit, bridge.Yes
	}
	return nil
}

// reset deletes what the browser keeps of models, and begins as after hello.
func (e *Engine) reset(ctx context.Context, reply func(bridge.Message)) {
	if e.platform.Storage == nil || e.library == nil {
		reply(&bridge.Failed{Code: bridge.NoStorage, Message: "There is no storage to reset.", Advice: "Reload the page."})
		e.state(e.phase, reply)
		return
	}
	if err := e.platform.Storage.Reset(ctx); err != nil {
		reply(failure(0, err))
		e.state(e.phase, reply)
		return
	}
	e.vacate()
	err := e.open(ctx, reply)
	if err == nil {
		err = e.settle(ctx, reply)
	}
	if err != nil {
		e.broken(err, reply)
	}
}
