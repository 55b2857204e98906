//go:build browser

package e2e

import (
	_ "embed"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

//go:embed link.js
var link string

// TestLink: the element's end of the wire hands one request over at a time, also
// where one takes the place of another at once, and waits for no dead engine. The
// codes are those of errors, 20 that of an AbortError.
func TestLink(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	var got map[string]string
	embed(t, b, s, "").ask(strings.TrimSpace(link)+"("+quote(s.URL+"link.js")+")", &got)
	for name, want := range map[string]string{
		"one after the other":             "drawn: start ready, drawn: queue ready",
		"each in place of the one before": "20 20 20 20 drawn",
		"stopped while it waits":          "20, drawn, drawn: generate generate",
		"an engine that does not start":   "worker-failed worker-failed",
		"an engine that dies at work":     "worker-failed worker-failed worker-failed",
	} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
}
