package app

import "syscall/js"

// listenKeys gives the page its shortcuts.
func (b *browser) listenKeys(d *Desk) {
	listen := js.FuncOf(func(_ js.Value, args []js.Value) any {
		event := args[0]
		if event.Get("defaultPrevented").Bool() {
			return nil // the brush has taken it
		}
		action := d.Shortcut(keyOf(event))
		if action != nil && !event.Get("isComposing").Bool() {
			go d.update(action)
		}
		return nil
	})
	js.Global().Get("document").Call("addEventListener", "keydown", listen)
}

func keyOf(event js.Value) Key {
	return Key{
		Name:    event.Get("key").String(),
		Control: event.Get("ctrlKey").Bool() || event.Get("metaKey").Bool(),
		Alt:     event.Get("altKey").Bool(),
		Typing:  typed(event.Get("target").Get("tagName").String()),
	}
}
