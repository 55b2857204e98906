package jsx

import (
	"context"
	"syscall/js"
)

type outcome struct {
	value js.Value
	err   error
}

// Await waits for a promise, or any value with a then method; another value is
// returned as it is. A rejection is an *Error. When ctx ends first its cause
// is returned and the promise is left to settle unobserved. Never call it from
// inside a callback: the promise could not settle.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	if t := promise.Type(); t != js.TypeObject && t != js.TypeFunction || promise.Get("then").Type() != js.TypeFunction {
		return promise, nil
	}
	if ctx.Err() != nil {
		promise.Call("then", js.Undefined(), ignore())
		return js.Undefined(), context.Cause(ctx)
	}
	select {
	case o := <-settle(promise):
		return o.value, o.err
	case <-ctx.Done():
		return js.Undefined(), context.Cause(ctx)
	}
}

// settle delivers the promise's outcome once; its two callbacks free
// themselves when that happens, whether or not anyone still waits.
func settle(promise js.Value) <-chan outcome {
	done := make(chan outcome, 1)
	var onValue, onError Func
	deliver := func(o outcome) {
		onValue.Release()
		onError.Release()
		done <- o
	}
	onValue = FuncOf(func(_ js.Value, args []js.Value) any {
		deliver(outcome{value: first(args)})
		return nil
	})
	onError = FuncOf(func(_ js.Value, args []js.Value) any {
		deliver(outcome{err: ErrorOf(first(args))})
		return nil
	})
	promise.Call("then", onValue.Value, onError.Value)
	return done
}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// ignore is a callback without Go behind it, so that an abandoned promise is
// not reported as an unhandled rejection.
func ignore() js.Value { return js.Global().Get("Boolean") }
