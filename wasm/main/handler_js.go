//go:build !practice

package main

import (
	"context"
	"syscall/js"
	"time"

	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/engine/exam"
	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/webgpu"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/idb"
	"unclip/wasm/store/mem"
	"unclip/wasm/tune"
)

// database names the origin's cache of models.
const database = "unclip"

// newHandler is the engine that the worker serves.
func newHandler() bridge.Handler {
	passes := &exam.Passes{Shelf: openShelf, Browser: js.Global().Get("navigator").Get("userAgent").String()}
	return engine.New(engine.Platform{Device: openDevice, Library: openLibrary, Seat: newSeat(), Passes: passes, Tuned: (&tune.Session{Shelf: openShelf}).Tuned})
}

func openDevice(ctx context.Context) (gpu.Device, error) {
	return webgpu.Open(ctx, webgpu.Options{})
}

// openLibrary is the model beside the page. Where the browser keeps nothing the
// model lives until the page closes.
func openLibrary(ctx context.Context, base string) (engine.Library, error) {
	address := base + "model/"
	client, err := fetch.New(fetch.Browser{}, fetch.Policy{}, address, mirrors(base)...)
	if err != nil {
		return nil, err
	}
	c := install.Config{Name: address, Client: client, Lock: install.WebLock, Overflow: mem.New(0)}
	c.Store, c.Fleeting = openStore(ctx)
	c.Free, c.AskRoom = free, true
	if parts, err := idb.Open(ctx, unfinished, idb.Patience{}); err == nil {
		c.Parts = parts
	}
	return install.NewLibrary(c, engine.FirstPicture()...), nil
}

// mirrors are the other hosts of the model beside base; see mirrors.js.
func mirrors(base string) (list []string) {
	listed := js.Global().Call("unclipMirrors", base)
	for i := range listed.Length() {
		list = append(list, listed.Index(i).String())
	}
	return list
}

// unfinished names the origin's pieces of files that are still on their way.
const unfinished = database + " unfinished"

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

// openStore opens the origin's cache; where there is none, one that ends with
// the page.
func openStore(ctx context.Context) (s store.Store, fleeting bool) {
	kept, err := idb.Open(ctx, database, idb.Patience{})
	if err != nil {
		return mem.New(0), true
	}
	return kept, false
}

func free(ctx context.Context) (int64, error) {
	space, err := idb.Estimate(ctx)
	return space.Free(), err
}
