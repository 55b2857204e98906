package idb

import (
	"context"
	"fmt"
	"syscall/js"

	"github.com/gowebapi/webapi/storage"

	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// Space is the browser's estimate for this origin, in bytes.
type Space struct{ Used, Quota int64 }

// Free is what the browser still promises.
func (s Space) Free() int64 { return max(0, s.Quota-s.Used) }

// Estimate asks the browser for the space that this site uses and may use.
func Estimate(ctx context.Context) (Space, error) {
	v, err := ask(ctx, func(m *storage.StorageManager) js.Value { return m.Estimate().JSValue() })
	if err != nil {
		return Space{}, err
	}
	e := storage.StorageEstimateFromJS(v)
	return Space{int64(e.Usage), int64(e.Quota)}, nil
}

// Persist asks the browser not to evict this site's data when space is short.
// Many browsers say no without asking the visitor; that is no error. Workers
// can only learn the answer that a page got.
func Persist(ctx context.Context) bool {
	v, err := ask(ctx, func(m *storage.StorageManager) js.Value { return m.Persist().JSValue() })
	if err != nil {
		v, err = ask(ctx, func(m *storage.StorageManager) js.Value { return m.Persisted().JSValue() })
	}
	return err == nil && v.Truthy()
}

func ask(ctx context.Context, question func(*storage.StorageManager) js.Value) (js.Value, error) {
	manager := js.Global().Get("navigator").Get("storage")
	if !manager.Truthy() { // as for pages that come over plain HTTP
		return js.Undefined(), fmt.Errorf("store: this page has no storage manager: %w", store.ErrUnavailable)
	}
	promise, err := jsx.Try(func() js.Value { return question(storage.StorageManagerFromJS(manager)) })
	if err == nil {
		promise, err = jsx.Await(ctx, promise)
	}
	if err != nil {
		return promise, fmt.Errorf("store: estimate: %s: %w", text(err), store.ErrUnavailable)
	}
	return promise, nil
}
