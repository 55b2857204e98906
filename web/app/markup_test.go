package app

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vugu/vugu"
)

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
