package app

import (
	"fmt"
	"strings"
	"syscall/js"

	"github.com/gowebapi/webapi/html/worker"

	"unclip/wasm/bridge"
	"unclip/wasm/jsx"
)

// browser is the Host of a real page.
type browser struct {
	in     *bridge.Mailbox
	worker *worker.Worker
	port   *bridge.Port
	failed js.Func
	easel  easel // on the stage
	source easel // the stage's picture at its own size
	mask   *mask
	tokens tokens
	aside  func(work func()) // as the desk's
	before js.Value          // what had the focus before Focus moved it
}

func newBrowser(in *bridge.Mailbox) *browser {
	b := &browser{in: in, easel: newEasel(), source: newEasel(), mask: newMask()}
	b.failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		b.fail(fmt.Errorf("worker: %s", args[0].Get("message")))
		return nil
	})
	return b
}

// Restart starts the engine's worker afresh and greets it. The worker gets the
// module that the page has compiled, as its first message.
func (b *browser) Restart() {
	if b.worker != nil {
		b.port.Close()
		b.worker.Terminate()
	}
	b.worker = worker.WorkerFromJS(js.Global().Call("unclipWorker"))
	b.worker.JSValue().Set("onerror", b.failed)
	b.worker.PostMessage(js.ValueOf(map[string]any{"module": js.Global().Get("unclipModule")}), nil)
	b.port = bridge.Open(b.worker.JSValue(), b.in, b.fail)
	b.Post(&bridge.Hello{Base: base(), Features: b.features()})
}

// listenReturns starts another engine when the visitor comes back to a page that
// the browser had put aside; boot.js has ended the one that it had.
func (b *browser) listenReturns(d *Desk) {
	js.Global().Call("addEventListener", "pageshow", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].Get("persisted").Truthy() {
			b.Restart()
			go d.update(func() { d.returned(takenWork(d)) })
			if d.record != workName {
				holdWork(d)
			}
		}
		return nil
	}))
}

// base is the address of the folder that holds the page.
func base() string {
	url := js.Global().Get("URL").New(".", js.Global().Get("location"))
	return url.Get("href").String()
}

// features lists what the engine may want to know of the page.
func (b *browser) features() []string {
	found := []string{bridge.OneTab}
	if js.Global().Get("navigator").Get("gpu").Truthy() {
		found = append(found, "webgpu")
	}
	if b.calm() {
		found = append(found, "reduced-motion")
	}
	return found
}

// calm says that the visitor wants little motion.
func (b *browser) calm() bool { return matches("(prefers-reduced-motion: reduce)") }

// matches says that a media query holds now.
func matches(query string) bool { return js.Global().Call("matchMedia", query).Get("matches").Bool() }

// apple says that the keyboard has a ⌘: a Mac's, or one of its relatives'.
func apple() bool {
	platform := jsx.String(navigator().Get("platform"))
	return strings.HasPrefix(platform, "Mac") || strings.HasPrefix(platform, "iP")
}

// Post sends a message to the engine.
func (b *browser) Post(m bridge.Message) {
	if err := b.port.Post(outgoing(m)); err != nil {
		b.fail(err)
	}
}

// outgoing is a message with copies of its pictures, since they leave the page
// when it is sent.
func outgoing(m bridge.Message) bridge.Message {
	switch m := m.(type) {
	case *bridge.Vary:
		out := *m
		out.Source = copied(m.Source)
		return &out
	case *bridge.Blend:
		out := *m
		out.From, out.To = copied(m.From), copied(m.To)
		return &out
	case *bridge.TextDiff:
		out := *m
		out.Source = copied(m.Source)
		return &out
	case *bridge.Probe:
		out := *m
		out.Source = copied(m.Source)
		return &out
	case *bridge.Repaint:
		out := *m
		out.Source = copied(m.Source)
		return &out
	}
	return m
}

func copied(s bridge.Source) bridge.Source {
	s.Pixels = bridge.Buffer{Value: bridge.BufferOf(s.Pixels).Value.Call("slice")}
	return s
}

// fail reports that the two sides no longer understand each other.
func (b *browser) fail(err error) {
	b.in.Put(&bridge.Failed{Code: bridge.WorkerFailed, Message: "The engine reported: " + err.Error() + "."})
}

// Focus moves the focus to an element, behind the render that may just be
// showing it; in a text, the cursor goes to its end.
func (b *browser) Focus(id string) {
	document := js.Global().Get("document")
	b.before = document.Get("activeElement")
	after(30, func() {
		element := document.Call("getElementById", id)
		if !element.Truthy() {
			return
		}
		element.Call("focus")
		if end := element.Get("textLength"); end.Type() == js.TypeNumber {
			element.Call("setSelectionRange", end, end)
		}
	})
}

// FocusBack moves the focus to where it was before Focus, behind the render that
// may just be making that reachable again.
func (b *browser) FocusBack() {
	if before := b.before; before.Truthy() {
		after(30, func() { before.Call("focus") })
	}
}

// Reveal scrolls the film strip, and nothing else, to its selected picture, behind
// the render that may just be selecting it.
func (b *browser) Reveal() {
	after(30, func() {
		frame := js.Global().Get("document").Call("querySelector", `.frame[aria-pressed="true"]`)
		if !frame.Truthy() {
			return
		}
		strip := frame.Call("closest", "ul")
		of, in := frame.Call("getBoundingClientRect"), strip.Call("getBoundingClientRect")
		beyond := func(side string) float64 { return of.Get(side).Float() - in.Get(side).Float() }
		strip.Call("scrollBy", min(0, beyond("left")-ringRoom)+max(0, beyond("right")+ringRoom), 0)
	})
}

// ringRoom is what a focus ring takes around a picture of the strip, in pixels.
const ringRoom = 4

// after calls f once, in some milliseconds. f must not block.
func after(milliseconds int, f func()) {
	var later js.Func
	later = js.FuncOf(func(js.Value, []js.Value) any {
		later.Release()
		f()
		return nil
	})
	js.Global().Call("setTimeout", later, milliseconds)
}
