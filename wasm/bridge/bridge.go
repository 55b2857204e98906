// Package bridge is the conversation between the page and the engine's worker:
// a small closed set of messages, their limits, and one codec for both
// directions. Messages are plain structs; on the wire they are plain objects
// that structured clone copies, with pictures as transferable buffers.
//
// Everything that decides is pure Go and tested natively; the files ending in
// _js.go only carry objects across.
package bridge

import (
	"context"
	"fmt"
)

// Message is one of the message structs of this package.
type Message interface {
	// Kind is the name of the message on the wire.
	Kind() string
	// fields lists the members of the message to a codec, in wire order.
	fields(c codec)
}

// Handler is the engine as the worker sees it.
type Handler interface {
	// Handle answers one message from the page. Serve calls it for one message
	// after the other, so it must return soon and leave long work to a goroutine
	// of its own: a Cancel can only arrive once it has returned. reply may be
	// called from any goroutine until ctx ends. Handle must not panic; problems
	// go to the page as Failed.
	Handle(ctx context.Context, m Message, reply func(Message))
}

// Serve hands the messages of a mailbox to a handler until ctx ends.
func Serve(ctx context.Context, h Handler, in *Mailbox, reply func(Message)) {
	for {
		m, err := in.Take(ctx)
		if err != nil {
			return
		}
		handle(ctx, h, m, reply)
	}
}

// handle keeps a fault in one message from ending the worker.
func handle(ctx context.Context, h Handler, m Message, reply func(Message)) {
	defer func() {
		if fault := recover(); fault != nil {
			reply(&Failed{Code: Internal,
				Message: fmt.Sprintf("The engine stumbled over a %s message: %.200v.", m.Kind(), fault),
				Advice:  "Reload the page and try again."})
		}
	}()
	h.Handle(ctx, m, reply)
}
