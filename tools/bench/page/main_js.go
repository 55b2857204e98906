package main

import (
	"context"
	"syscall/js"

	"unclip/wasm/jsx"
)

func main() {
	s := &session{nets: map[string]*net{}, kept: files{}}
	js.Global().Set("unclipBench", map[string]any{
		"open": async(func(ctx context.Context, _ []js.Value) (any, error) { return s.open(ctx) }),
		"fetch": async(func(ctx context.Context, a []js.Value) (any, error) {
			return nil, s.fetch(ctx, a[0].String(), a[1].String())
		}),
		"prepare": async(func(ctx context.Context, a []js.Value) (any, error) {
			return s.prepare(ctx, a[0].String(), a[1].String())
		}),
		"run":     async(func(ctx context.Context, a []js.Value) (any, error) { return s.run(ctx, a[0].String()) }),
		"read":    async(func(ctx context.Context, a []js.Value) (any, error) { return s.read(ctx, a[0].String()) }),
		"release": async(func(_ context.Context, a []js.Value) (any, error) { return nil, s.release(a[0].String()) }),
	})
	js.Global().Call("unclipBenchReady")
	select {}
}

// async is a JavaScript function that returns a promise; f may block.
func async(f func(context.Context, []js.Value) (any, error)) js.Value {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		executor := jsx.FuncOf(func(_ js.Value, settle []js.Value) any {
			go func() {
				v, err := f(context.Background(), args)
				if err != nil {
					settle[1].Invoke(js.Global().Get("Error").New(err.Error()))
					return
				}
				settle[0].Invoke(v)
			}()
			return nil
		})
		defer executor.Release() // the constructor has called it
		return js.Global().Get("Promise").New(executor.Value)
	}).Value
}
