package app

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vugu/vugu"
)

// TestElements makes nodes of what the generated code says of them.
func TestElements(t *testing.T) {
	n := child(&vugu.VGNode{}, "button|type|button|class|quiet square")
	set(n, "title", "a | b")
	hide(n, true)
	flag(n, "disabled", false)
	want := []vugu.VGAttribute{{Key: "type", Val: "button"}, {Key: "class", Val: "quiet square"}, {Key: "title", Val: "a | b"}, {Key: "hidden", Val: "hidden"}}
	if n.Parent == nil || n.Namespace != "" || n.Data != "button" || !slices.Equal(n.Attr, want) {
		t.Errorf("made %s with %v", n.Data, n.Attr)
	}
	icon(n, "close")
	svg := n.FirstChild
	if svg.Namespace != "svg" || svg.Data != "svg" || len(svg.Attr) != 3 {
		t.Errorf("drew %s with %v", svg.Data, svg.Attr)
	}
	if use := svg.FirstChild; use.Namespace != "svg" || use.Data != "use" || use.Attr[0] != (vugu.VGAttribute{Key: "href", Val: "icons.svg#close"}) {
		t.Errorf("drew %s with %v", use.Data, use.Attr)
	}
}

func TestWrite(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":        "",
		"a word":         "apple",
		"markup":         "<b>&amp;",
		"exactly a node": strings.Repeat("a", longest),
		"one more":       strings.Repeat("a", longest+1),
		"two bytes":      "a" + strings.Repeat("ة", longest),
		"four bytes":     "ab" + strings.Repeat("🦊", longest),
		"not UTF-8":      strings.Repeat("\x80", 3*longest),
	} {
		t.Run(name, func(t *testing.T) {
			n, got := &vugu.VGNode{}, ""
			write(n, text)
			if n.FirstChild == nil {
				t.Fatal("no node: what stood there before would stay")
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type != vugu.TextNode || len(c.Data) > longest {
					t.Errorf("a node of type %d with %d bytes", c.Type, len(c.Data))
				}
				if utf8.ValidString(text) && !utf8.ValidString(c.Data) {
					t.Errorf("a node cuts a rune in two: %q … %q", c.Data[:4], c.Data[len(c.Data)-4:])
				}
				got += c.Data
			}
			if got != text {
				t.Errorf("%d bytes became %d", len(text), len(got))
			}
		})
	}
}
