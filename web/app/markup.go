package app

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/vugu/vugu"
)

// The generated code builds its nodes with these, see trim: written out in
// place, as vugugen does, they would be the heaviest part of the page,
// and inlined no lighter.

// element makes a node with fixed attributes, given as keys and values.
//
//go:noinline
func element(namespace, name string, attributes ...string) *vugu.VGNode {
	n := &vugu.VGNode{Type: vugu.ElementNode, Namespace: namespace, Data: name}
	for i := 0; i < len(attributes); i += 2 {
		n.Attr = append(n.Attr, vugu.VGAttribute{Key: attributes[i], Val: attributes[i+1]})
	}
	return n
}

// property sets a property of the browser's element, such as value.
//
//go:noinline
func property(n *vugu.VGNode, key string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		return // cannot happen to texts and truth values
	}
	n.Prop = append(n.Prop, vugu.VGProperty{Key: key, JSONVal: text})
}

//go:noinline
func on(n *vugu.VGNode, event string, handler func(vugu.DOMEvent)) {
	n.DOMEventHandlerSpecList = append(n.DOMEventHandlerSpecList, vugu.DOMEventHandlerSpec{EventType: event, Func: handler})
}

//go:noinline
func attach(parent, n *vugu.VGNode) { parent.AppendChild(n) }

// longest is the most bytes of a text that Vugu's renderer is handed at once; its
// buffer holds four such pieces.
const longest = 4096

// write makes a text the content of an element. It becomes text nodes, which the
// browser does not read as markup and leaves in place while the words stay.
// Vugu's own way, inner HTML, does neither, and cuts runes in two where a text
// comes to lie across the end of its buffer.
func write(n *vugu.VGNode, text string) {
	for len(text) > longest {
		end := longest
		for !utf8.RuneStart(text[end]) && end > longest-utf8.UTFMax {
			end--
		}
		attach(n, &vugu.VGNode{Type: vugu.TextNode, Data: text[:end]})
		text = text[end:]
	}
	attach(n, &vugu.VGNode{Type: vugu.TextNode, Data: text}) // an empty one too: it clears what stood there
}

// place puts a component into the tree.
//
//go:noinline
func place(out *vugu.BuildOut, parent *vugu.VGNode, c vugu.Builder) *vugu.VGNode {
	out.Components = append(out.Components, c)
	n := &vugu.VGNode{Component: c}
	parent.AppendChild(n)
	return n
}

// cached is the component that stood at a place in the last render, or nil.
//
//go:noinline
func cached(in *vugu.BuildIn, key vugu.CompKey) vugu.Builder { return in.BuildEnv.CachedComponent(key) }

//go:noinline
func use(in *vugu.BuildIn, key vugu.CompKey, c vugu.Builder) { in.BuildEnv.UseComponent(key, c) }
