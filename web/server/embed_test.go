package server

import (
	"strings"
	"testing"
)

func TestEmbeddersAreOrigins(t *testing.T) {
	for origin, good := range map[string]bool{
		"https://shop.example": true, "https://shop.example:8443": true, "http://localhost:9000": true, "http://10.0.0.1": true, "https://[2001:db8::1]:9": true,
		"": false, "*": false, "shop.example": false, "https://": false, "https://shop.example/": false, "https://shop.example/page": false,
		"https://*.example": false, "https://shop.example?x": false, "https://shop.example#x": false, "https://me@shop.example": false,
		"ftp://shop.example": false, "javascript:alert(1)": false, "https://shop.example; script-src *": false, "https://a.example https://b.example": false,
		"https://a.example,https://b.example": false, "'self'": false, "https://ä.example": false, "https://shop.example\n": false,
	} {
		var e Embedders
		if err := e.Add(origin); (err == nil) != good || len(e) > 0 != good {
			t.Errorf("%q: %v, %v", origin, e, err)
		}
	}
}

// The frame stands in the pages of the given sites and of its own; nothing else of
// any policy changes.
func TestFrameStandsWhereItMay(t *testing.T) {
	csp := func(name string, o Others) string { return HeadersOf(name, o)["Content-Security-Policy"] }
	o := Others{Embedders: Embedders{"https://a.example", "https://b.example:8443"}}
	want := strings.Replace(csp("frame.html", Others{}), "frame-ancestors *", "frame-ancestors 'self' https://a.example https://b.example:8443", 1)
	if got := csp("frame.html", o); got != want || got == csp("frame.html", Others{}) {
		t.Errorf("%s, want %s", got, want)
	}
	for _, name := range []string{"index.html", "widget.js", "style.css"} {
		if csp(name, o) != csp(name, Others{}) {
			t.Errorf("%s: %s", name, csp(name, o))
		}
	}
}
