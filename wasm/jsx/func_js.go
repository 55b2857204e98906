package jsx

import (
	"sync/atomic"
	"syscall/js"
)

var live atomic.Int64

// Func is a Go function that JavaScript can call, counted until released. Pass
// its Value to JavaScript.
type Func struct {
	js.Func
	released *atomic.Bool
}

// FuncOf wraps fn. As with js.FuncOf, fn must not block.
func FuncOf(fn func(this js.Value, args []js.Value) any) Func {
	live.Add(1)
	return Func{js.FuncOf(fn), new(atomic.Bool)}
}

// Release frees the function; a second call does nothing.
func (f Func) Release() {
	if f.released != nil && f.released.CompareAndSwap(false, true) {
		f.Func.Release()
		live.Add(-1)
	}
}

// LiveFuncs counts the functions not yet released: after any amount of work it
// returns to where it was.
func LiveFuncs() int { return int(live.Load()) }
