//go:build browser

package e2e

import (
	"bytes"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// TestSeeds: a seed gives the same bytes in the same worker and in another one;
// another seed does not.
func TestSeeds(t *testing.T) {
	w := newWorker(t, chromium(t, chrome.Options{}), newSite(t))
	here := w.draw(settings(1, "1", 4), settings(2, "2", 4), settings(3, "1", 4))
	there := w.draw(settings(1, "1", 4))
	if len(here[0].RGBA) != 16*16*4 {
		t.Fatalf("%d bytes", len(here[0].RGBA))
	}
	if !bytes.Equal(here[0].RGBA, here[2].RGBA) {
		t.Error("the same seed gave two pictures")
	}
	if !bytes.Equal(here[0].RGBA, there[0].RGBA) {
		t.Error("another worker made another picture of the same seed")
	}
	if bytes.Equal(here[0].RGBA, here[1].RGBA) {
		t.Error("two seeds gave the same picture")
	}
}
