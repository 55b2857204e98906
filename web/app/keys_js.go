package app

import (
	"syscall/js"

	"unclip/wasm/jsx"
)

// listenKeys gives the page its shortcuts.
func (b *browser) listenKeys(d *Desk) {
	listen := js.FuncOf(func(_ js.Value, args []js.Value) any {
		event := args[0]
		if event.Get("defaultPrevented").Bool() {
			return nil // the brush has taken it
		}
		key := keyOf(event)
		action := d.Shortcut(key)
		if action != nil && !event.Get("isComposing").Bool() {
			if key.Touch && key.Name == "Enter" {
				event.Call("preventDefault") // it would begin a line
				event.Get("target").Call("blur")
			}
			go d.update(action)
		}
		return nil
	})
	js.Global().Get("document").Call("addEventListener", "keydown", listen)
}

func keyOf(event js.Value) Key {
	target := event.Get("target")
	typing, arrows := takes(target.Get("tagName").String(), jsx.String(target.Get("type")))
	return Key{
		Name:    event.Get("key").String(),
		Control: event.Get("ctrlKey").Bool() || event.Get("metaKey").Bool(),
		Alt:     event.Get("altKey").Bool(),
		Shift:   event.Get("shiftKey").Bool(),
		Typing:  typing,
		Arrows:  arrows,
		Touch:   jsx.String(target.Get("id")) == "prompt" && matches("(pointer: coarse)"),
	}
}
