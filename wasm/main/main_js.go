package main

import (
	"context"
	"syscall/js"

	"unclip/wasm/bridge"
	"unclip/web/app"
)

func main() {
	ctx := context.Background()
	if port := enginePort(); port.Truthy() {
		serveEngine(ctx, newHandler(), port)
		return
	}
	if err := app.Run(ctx); err != nil {
		println(err.Error())
	}
}

// enginePort is where the engine hears of the page: the worker itself, or a port
// that a frame without workers names; a page has none.
func enginePort() js.Value {
	if js.Global().Get("document").IsUndefined() {
		return js.Global()
	}
	return js.Global().Get("unclipPort")
}

// serveEngine answers the page's messages until the worker ends.
func serveEngine(ctx context.Context, h bridge.Handler, scope js.Value) {
	in := bridge.NewMailbox()
	var port *bridge.Port
	reply := func(m bridge.Message) {
		if err := port.Post(m); err != nil { // rather bad news than none
			println(err.Error())
			_ = port.Post(&bridge.Failed{Code: bridge.Internal, Message: "The engine's answer broke a limit: " + err.Error() + "."})
		}
	}
	port = bridge.Open(scope, in, func(err error) {
		reply(&bridge.Failed{Code: bridge.BadRequest, Message: err.Error()})
	})
	js.Global().Call("unclipReady") // hands over what arrived before
	bridge.Serve(ctx, h, in, reply)
}
