package app

import (
	"context"
	"strings"
	"syscall/js"

	"unclip/wasm/jsx"
	"unclip/wasm/store/idb"
	"unclip/web/words"
)

// Persist asks the browser not to clear this site's data.
func (b *browser) Persist(done func()) {
	b.aside(func() {
		idb.Persist(context.Background())
		done()
	})
}

// PageKept asks the service worker, once there is one at work.
func (b *browser) PageKept(done func(bool)) {
	keeper := navigator().Get("serviceWorker")
	if !keeper.Truthy() {
		return
	}
	b.aside(func() {
		if _, err := jsx.Await(context.Background(), keeper.Get("ready")); err != nil {
			return
		}
		v, err := jsx.Await(context.Background(), js.Global().Call("unclipKept"))
		done(err == nil && v.Truthy())
	})
}

// Space measures the site's share of the device.
func (b *browser) Space(done func(used, quota int64, kept bool)) {
	b.aside(func() {
		space, err := idb.Estimate(context.Background())
		if err != nil {
			done(0, 0, false)
			return
		}
		v, err := jsx.Await(context.Background(), navigator().Get("storage").Call("persisted"))
		done(space.Used, space.Quota, err == nil && v.Truthy())
	})
}

// About describes the browser for the report.
func (b *browser) About() string { return jsx.String(navigator().Get("userAgent")) }

// Speak tells the browser the page's language and returns its grammar.
func (b *browser) Speak(tag, direction string) words.Grammar {
	root := js.Global().Get("document").Get("documentElement")
	root.Set("lang", tag)
	root.Set("dir", direction)
	return newGrammar(tag)
}

// memory is where small texts outlive the page, or undefined where the browser
// forbids it. It does so by a getter that throws, which js.Value.Get lets end the
// program; a call of Reflect.get can be caught.
func memory() js.Value {
	v, err := jsx.Try(func() js.Value { return js.Global().Get("Reflect").Call("get", js.Global(), "localStorage") })
	if err != nil {
		return js.Undefined()
	}
	return v
}

// Remember keeps a small text for the next visit.
func (b *browser) Remember(name, text string) {
	if m := memory(); m.Truthy() {
		_, _ = jsx.Try(func() js.Value { // full or forbidden: then the next visit starts afresh
			if text == "" {
				return m.Call("removeItem", name)
			}
			return m.Call("setItem", name, text)
		})
	}
}

// recalled is the text under a name, or blank.
func recalled(name string) string {
	if m := memory(); m.Truthy() {
		return jsx.String(m.Call("getItem", name))
	}
	return ""
}

// remembered lists the names that begin with a word and have a text.
func remembered(prefix string) (names []string) {
	m := memory()
	for i := 0; m.Truthy() && i < m.Get("length").Int(); i++ {
		if name := jsx.String(m.Call("key", i)); strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	return names
}

// Link is the page's address with another fragment.
func (b *browser) Link(fragment string) string {
	location := js.Global().Get("location")
	return location.Get("origin").String() + location.Get("pathname").String() + location.Get("search").String() + fragment
}
