//go:build !practice

package main

import (
	"context"
	"syscall/js"

	"unclip/wasm/install"
	"unclip/wasm/jsx"
)

// seat is an engine.Seat across the tabs of an origin: a lock, which the browser
// passes on when its holder's tab closes, and a channel to ask for it.
type seat struct{ channel js.Value }

// seatName is of the lock and of the channel.
const seatName = "unclip engine"

func newSeat() seat {
	class := js.Global().Get("BroadcastChannel")
	if !class.Truthy() {
		return seat{}
	}
	channel, err := jsx.Try(func() js.Value { return class.New(seatName) })
	if err != nil { // this frame has no origin, and nobody to share with
		return seat{}
	}
	return seat{channel}
}

// Sit implements engine.Seat.
func (s seat) Sit(ctx context.Context, asked func()) (rise func(), err error) {
	release, err := install.WebLock(ctx, seatName)
	if err != nil || !s.channel.Truthy() {
		return release, err
	}
	listen := jsx.FuncOf(func(js.Value, []js.Value) any {
		go asked()
		return nil
	})
	s.channel.Set("onmessage", listen.Value)
	return func() {
		s.channel.Set("onmessage", js.Null())
		listen.Release()
		release()
	}, nil
}

// Ask implements engine.Seat.
func (s seat) Ask() {
	if s.channel.Truthy() {
		s.channel.Call("postMessage", "ask")
	}
}
