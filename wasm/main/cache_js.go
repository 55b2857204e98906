//go:build !practice

package main

import (
	"context"
	"errors"
	"sync/atomic"
	"syscall/js"
	"time"

	"unclip/wasm/engine"
	"unclip/wasm/fetch"
	"unclip/wasm/install"
	"unclip/wasm/store/idb"
	"unclip/wasm/store/mem"
)

// database names the origin's cache of models.
const database = "unclip"

// unfinished names the origin's pieces of files that are still on their way.
const unfinished = database + " unfinished"

// patient waits for the cache as long as a browser may take that has just started
// on a busy disk. One that refuses does so at once.
var patient = idb.Patience{Open: 30 * time.Second}

// cache opens what the browser keeps of models. It is an engine.Storage.
type cache struct{ stuck atomic.Bool }

// openLibrary is the model beside the page. Where the browser keeps nothing the
// model lives until the page closes.
func (k *cache) openLibrary(ctx context.Context, base string) (engine.Library, error) {
	address := base + "model/"
	client, err := fetch.New(fetch.Browser{}, fetch.Policy{}, address, mirrors(base)...)
	if err != nil {
		return nil, err
	}
	c := install.Config{Name: address, Client: client, Lock: install.WebLock, Overflow: mem.New(0), Free: free, AskRoom: true}
	kept, refused := idb.Open(ctx, database, patient)
	if refused == nil {
		c.Store = kept
	} else {
		c.Store, c.Fleeting = mem.New(0), true
	}
	parts, err := idb.Open(ctx, unfinished, idb.Patience{})
	if err == nil {
		c.Parts = parts
	}
	k.stuck.Store(refused != nil && err == nil)
	return install.NewLibrary(c, engine.FirstPicture()...), nil
}

// Stuck implements engine.Storage: where nothing else opens either, the browser
// keeps nothing for this site, and a reset mends nothing.
func (k *cache) Stuck() bool { return k.stuck.Load() }

// Reset implements engine.Storage.
func (k *cache) Reset(ctx context.Context) error {
	return errors.Join(idb.Reset(ctx, database, patient), idb.Reset(ctx, unfinished, patient))
}

// mirrors are the other hosts of the model beside base; see mirrors.js.
func mirrors(base string) (list []string) {
	listed := js.Global().Call("unclipMirrors", base)
	for i := range listed.Length() {
		list = append(list, listed.Index(i).String())
	}
	return list
}

func free(ctx context.Context) (int64, error) {
	space, err := idb.Estimate(ctx)
	return space.Free(), err
}
