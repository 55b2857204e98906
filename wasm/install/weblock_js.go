package install

import (
	"context"
	"sync"
	"syscall/js"

	"unclip/wasm/jsx"
)

// WebLock is a Locker across the tabs of an origin. When the holder's tab dies
// the browser passes the lock on. Where there are no locks, as in sandboxed
// frames, everyone gets it.
func WebLock(ctx context.Context, name string) (release func(), err error) {
	locks := js.Global().Get("navigator").Get("locks")
	if !locks.Truthy() {
		return func() {}, nil
	}
	r := newLockRequest()
	settled := make(chan error, 1)
	go func() { settled <- r.send(locks, name, map[string]any{"signal": r.abort.Get("signal")}) }()
	select {
	case <-r.granted:
		return r.release, nil
	case err = <-settled:
	case <-ctx.Done():
		r.abort.Call("abort")
		r.release() // in case both happened at once
		return nil, context.Cause(ctx)
	}
	if err != nil { // storage is denied to this page, and so are locks
		return func() {}, nil
	}
	return r.release, nil
}

// FreeWebLock is WebLock for a lock that nobody holds; otherwise free is false. It
// needs a browser with locks.
func FreeWebLock(name string) (release func(), free bool) {
	r := newLockRequest()
	settled := make(chan error, 1)
	go func() {
		settled <- r.send(js.Global().Get("navigator").Get("locks"), name, map[string]any{"ifAvailable": true})
	}()
	select {
	case <-r.granted:
		return r.release, true
	case <-settled:
		return nil, false
	}
}

// lockRequest holds a lock for as long as its promise is pending.
type lockRequest struct {
	abort   js.Value
	promise js.Value
	release func()
	granted chan struct{}
}

func newLockRequest() *lockRequest {
	r := &lockRequest{abort: js.Global().Get("AbortController").New(), granted: make(chan struct{}, 1)}
	executor := jsx.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve := args[0]
		r.release = sync.OnceFunc(func() { resolve.Invoke() })
		return nil
	})
	defer executor.Release()
	r.promise = js.Global().Get("Promise").New(executor.Value)
	return r
}

// send asks for the lock and returns when it was let go, or refused.
func (r *lockRequest) send(locks js.Value, name string, options map[string]any) error {
	callback := jsx.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].IsNull() {
			return nil // it is not free
		}
		r.granted <- struct{}{}
		return r.promise
	})
	defer callback.Release()
	done, err := jsx.Try(func() js.Value {
		return locks.Call("request", name, options, callback.Value)
	})
	if err != nil {
		return err
	}
	_, err = jsx.Await(context.Background(), done)
	return err
}
