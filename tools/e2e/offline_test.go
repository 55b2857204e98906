//go:build browser

package e2e

import (
	"testing"

	"unclip/tools/browsertest/chrome"
)

// unplugged is a browser without a network: every request goes to a proxy that
// is not there.
var unplugged = map[string]any{"proxy-server": "127.0.0.1:9", "proxy-bypass-list": "<-loopback>"}

// TestOffline visits once, cuts the network, starts the browser anew, and makes
// a picture.
func TestOffline(t *testing.T) {
	s, dir := newSite(t), profile(t)
	t.Run("first visit", func(t *testing.T) {
		v := visit(t, chromium(t, chrome.Options{Profile: dir}), s)
		v.install()
		v.keeps()
		v.badge(say.Offline)
		v.write("red apple")
		v.counts()
	})
	before := s.requests()
	t.Run("no network", func(t *testing.T) {
		v := visit(t, chromium(t, chrome.Options{Profile: dir, Flags: unplugged}), s)
		v.label("Generate")
		v.badge(say.Offline)
		v.dial("steps", 4)
		v.generate("red apple")
		v.counts()
		checkCanvas(v)
		var reachable bool
		v.ask(`fetch("model/manifest.json", { cache: "no-store" }).then(() => true, () => false)`, &reachable)
		if reachable {
			t.Error("the network was there all the time")
		}
	})
	if n := s.requests() - before; n != 0 {
		t.Errorf("%d requests without a network", n)
	}
}

// counts waits until the page knows how much of the prompt the model reads.
func (v *visitor) counts() {
	v.t.Helper()
	v.until(`witness.shown(".tokens") && witness.text(".tokens").includes("of 75 tokens")`)
}

// keeps waits until the page would start without a network.
func (v *visitor) keeps() {
	v.t.Helper()
	v.ask(`(async () => { while (!await unclipKept()) await new Promise((go) => setTimeout(go, 50)); })()`, nil)
}
