//go:build !practice

package main

import (
	"context"
	"sync"
	"syscall/js"
	"time"

	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/engine/exam"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
	"unclip/wasm/store/idb"
	"unclip/wasm/tune"
)

// newHandler is the engine that the worker serves.
func newHandler() bridge.Handler {
	n := &notes{}
	passes := &exam.Passes{Shelf: n.open, Browser: js.Global().Get("navigator").Get("userAgent").String()}
	c := &cache{}
	return engine.New(engine.Platform{Device: openDevice, Library: c.openLibrary, Storage: c, Seat: newSeat(), Passes: passes, Tuned: (&tune.Session{Shelf: n.open}).Tuned})
}

func openDevice(ctx context.Context) (gpu.Device, error) {
	return webgpu.Open(ctx, webgpu.Options{})
}

// notes are the origin's on its GPU: which kernels it runs fastest, and that it
// computes rightly. They are opened once for all that reads them.
type notes struct {
	mu    sync.Mutex
	shelf tune.Shelf // nil until it has opened
}

func (n *notes) open(ctx context.Context) (tune.Shelf, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.shelf != nil {
		return n.shelf, nil
	}
	found, err := idb.Open(ctx, database+" tuning", idb.Patience{Open: time.Second, Work: time.Second})
	if err != nil {
		return nil, err
	}
	n.shelf = found
	return found, nil
}
