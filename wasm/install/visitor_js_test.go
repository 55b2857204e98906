package install_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"syscall/js"
	"testing"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/install"
	"unclip/wasm/jsx"
	"unclip/wasm/store"
	"unclip/wasm/store/idb"
)

// TestVisitor gives a page the functions that browser_test.go drives: the real
// installer over the real network and the real IndexedDB.
func TestVisitor(t *testing.T) {
	page := js.Global().Get("visitor")
	if !page.Truthy() {
		t.Skip("only in the page of browser_test.go")
	}
	page.Set("install", promised(visit))
	page.Set("verify", promised(verify))
	page.Set("reset", promised(reset))
	page.Call("ready")
	select {}
}

// outcome is what an action of the visitor came to.
type outcome struct {
	Kind     string // of the error, "" is none
	Error    string
	Done     int64 // bytes, by the last report
	Total    int64
	Waited   bool // for another tab
	Memory   uint64
	Manifest bool
	Kept     int // files that are kept
	Good     int // of them, those whose content is right
	Wrong    int // of them, those that were handed out with other content
}

// promised makes a JavaScript function of base and database name that returns a
// promise of the outcome as JSON.
func promised(action func(ctx context.Context, base, db string) outcome) js.Value {
	return jsx.FuncOf(func(_ js.Value, args []js.Value) any {
		base, db := args[0].String(), args[1].String()
		var settle js.Value
		executor := jsx.FuncOf(func(_ js.Value, args []js.Value) any { settle = args[0]; return nil })
		defer executor.Release()
		promise := js.Global().Get("Promise").New(executor.Value)
		go func() {
			text, _ := json.Marshal(action(context.Background(), base, db)) // plain values always marshal
			settle.Invoke(string(text))
		}()
		return promise
	}).Value
}

func (o *outcome) fail(err error) {
	if err == nil {
		return
	}
	o.Kind, o.Error = "other", err.Error()
	for kind, is := range map[string]error{"quota": store.ErrQuota, "unavailable": store.ErrUnavailable, "offline": fetch.ErrOffline} {
		if errors.Is(err, is) {
			o.Kind = kind
		}
	}
}

func visit(ctx context.Context, base, db string) (o outcome) {
	kept, err := idb.Open(ctx, db, idb.Patience{})
	if err != nil {
		o.fail(err)
		return o
	}
	defer func() { o.fail(kept.Close()) }()
	client, err := fetch.New(fetch.Browser{}, fetch.Policy{Backoff: 50 * time.Millisecond, Stall: patience()}, base)
	if err != nil {
		o.fail(err)
		return o
	}
	in := install.New(install.Config{Name: base, Store: kept, Client: client, Items: parse, Lock: install.WebLock})
	o.fail(installAll(ctx, in, &o))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	o.Memory = m.Sys
	return o
}

// patience with stalled connections may be set by the page, in seconds.
func patience() time.Duration {
	if s := js.Global().Get("visitor").Get("patience"); s.Truthy() {
		return time.Duration(s.Float() * float64(time.Second))
	}
	return 0
}

func installAll(ctx context.Context, in *install.Installer, o *outcome) error {
	manifest, err := in.Manifest(ctx)
	if err != nil {
		return err
	}
	items, err := parse(manifest)
	if err != nil {
		return err
	}
	return in.Install(ctx, manifest, items, func(p install.Progress) {
		o.Done, o.Total, o.Waited = p.Done, p.Total, o.Waited || p.Waiting
	})
}

// verify reads all that is kept: first what a committed manifest promises, and
// else whatever there is.
func verify(ctx context.Context, base, db string) (o outcome) {
	kept, err := idb.Open(ctx, db, idb.Patience{})
	if err != nil {
		o.fail(err)
		return o
	}
	defer func() { o.fail(kept.Close()) }()
	manifest, err := kept.Manifest(ctx, base)
	if err == nil {
		o.Manifest = true
		o.promised(ctx, kept, manifest)
		return o
	}
	c, err := kept.List(ctx)
	o.fail(err)
	for d := range c.Shards {
		o.read(ctx, kept, d)
	}
	return o
}

func (o *outcome) promised(ctx context.Context, kept store.Store, manifest []byte) {
	items, err := parse(manifest)
	o.fail(err)
	o.Total = int64(len(items))
	for _, it := range items {
		o.read(ctx, kept, it.Digest)
	}
}

func (o *outcome) read(ctx context.Context, kept store.Store, d store.Digest) {
	o.Kept++
	b, err := kept.Get(ctx, d)
	switch {
	case err != nil:
		o.fail(err)
	case store.Verify(ctx, d, b) == nil:
		o.Good++
	default:
		o.Wrong++
	}
}

// reset is what the page offers where the browser's storage does not answer.
func reset(ctx context.Context, _, db string) (o outcome) {
	o.fail(idb.Reset(ctx, db, idb.Patience{}))
	return o
}
