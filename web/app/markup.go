package app

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/vugu/vugu"
)

// The generated code builds its nodes with these, see trim: written out in
// place, as vugugen does, they would be the heaviest part of the page,
// and inlined no lighter.

// element makes a node of what is fixed of it, in one text: its name, "svg:" before
// that of a drawing's, and keys with their values, with bars between them.
//
//go:noinline
func element(fixed string) *vugu.VGNode {
	parts := strings.Split(fixed, "|")
	n := &vugu.VGNode{Type: vugu.ElementNode, Data: parts[0], Attr: make([]vugu.VGAttribute, 0, len(parts)/2+2)}
	if name, drawn := strings.CutPrefix(n.Data, "svg:"); drawn {
		n.Namespace, n.Data = "svg", name
	}
	for i := 1; i+1 < len(parts); i += 2 {
		n.Attr = append(n.Attr, vugu.VGAttribute{Key: parts[i], Val: parts[i+1]})
	}
	return n
}

// child makes a node inside of another.
//
//go:noinline
func child(parent *vugu.VGNode, fixed string) *vugu.VGNode {
	n := element(fixed)
	parent.AppendChild(n)
	return n
}

// icon draws one of icons.svg.
//
//go:noinline
func icon(parent *vugu.VGNode, name string) {
	svg := child(parent, "svg:svg|class|icon|viewBox|0 0 24 24|aria-hidden|true")
	set(child(svg, "svg:use"), "href", "icons.svg#"+name)
}

// set gives an attribute a value.
//
//go:noinline
func set(n *vugu.VGNode, key, value string) {
	n.Attr = append(n.Attr, vugu.VGAttribute{Key: key, Val: value})
}

// flag sets an attribute that is there or not.
//
//go:noinline
func flag(n *vugu.VGNode, key string, yes bool) {
	if yes {
		set(n, key, key)
	}
}

//go:noinline
func hide(n *vugu.VGNode, yes bool) { flag(n, "hidden", yes) }

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

// component puts a component into the tree: the one that stood at a place in the
// last render, or the fresh one. A function that would make that only where it is
// needed weighs more than what is made in vain.
//
//go:noinline
func component(in *vugu.BuildIn, out *vugu.BuildOut, parent *vugu.VGNode, place uint64, row any, fresh vugu.Builder) vugu.Builder {
	key := vugu.MakeCompKey(place^in.CurrentPositionHash(), row)
	c := in.BuildEnv.CachedComponent(key)
	if c == nil {
		c = fresh
		in.BuildEnv.WireComponent(c)
	}
	in.BuildEnv.UseComponent(key, c)
	out.Components = append(out.Components, c)
	parent.AppendChild(&vugu.VGNode{Component: c})
	return c
}
