//go:build !practice

package main

import (
	"context"
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
	passes := &exam.Passes{Shelf: openShelf, Browser: js.Global().Get("navigator").Get("userAgent").String()}
	c := &cache{}
	return engine.New(engine.Platform{Device: openDevice, Library: c.openLibrary, Storage: c, Seat: newSeat(), Passes: passes, Tuned: (&tune.Session{Shelf: openShelf}).Tuned})
}

func openDevice(ctx context.Context) (gpu.Device, error) {
	return webgpu.Open(ctx, webgpu.Options{})
}

// shelf names the origin's notes on its GPU: which kernels it runs fastest, and that
// it computes rightly.
const shelf = database + " tuning"

func openShelf(ctx context.Context) (tune.Shelf, error) {
	notes, err := idb.Open(ctx, shelf, idb.Patience{Open: time.Second, Work: time.Second})
	if err != nil {
		return nil, err
	}
	return notes, nil
}
