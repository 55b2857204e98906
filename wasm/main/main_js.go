package main

import (
	"context"
	"syscall/js"

	"unclip/wasm/bridge"
	"unclip/web/app"
)

func main() {
	ctx := context.Background()
	if js.Global().Get("document").IsUndefined() {
		serveEngine(ctx, newHandler())
		return
	}
	if err := app.Run(ctx); err != nil {
		println(err.Error())
	}
}

// serveEngine answers the page's messages until the worker ends.
func serveEngine(ctx context.Context, h bridge.Handler) {
	in := bridge.NewMailbox()
	var port *bridge.Port
	reply := func(m bridge.Message) {
		if err := port.Post(m); err != nil { // rather bad news than none
			println(err.Error())
			_ = port.Post(&bridge.Failed{Code: bridge.Internal, Message: "The engine's answer broke a limit: " + err.Error() + "."})
		}
	}
	port = bridge.Open(js.Global(), in, func(err error) {
		reply(&bridge.Failed{Code: bridge.BadRequest, Message: err.Error()})
	})
	js.Global().Call("unclipReady") // hands over what arrived before
	bridge.Serve(ctx, h, in, reply)
}
