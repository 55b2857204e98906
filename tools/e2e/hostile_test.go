//go:build browser

package e2e

import (
	_ "embed"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

//go:embed hostile.js
var hostile string

// TestHostileHosts lets pages of another origin try the widget's frame: nothing
// is accepted, and no reply repeats what the page said.
func TestHostileHosts(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, "")
	var verdicts []struct {
		Name              string
		Accepted, Replies int
		Leaks             bool
	}
	h.ask(strings.TrimSpace(hostile)+"("+quote(s.URL+"frame.html")+")", &verdicts)
	if len(verdicts) < 30 {
		t.Fatalf("%d scripts ran", len(verdicts))
	}
	for _, v := range verdicts {
		if v.Accepted > 0 || v.Leaks || v.Replies > 1 {
			t.Errorf("%+v", v)
		}
	}
	t.Logf("%d hostile scripts", len(verdicts))
	if sent := s.weights(); len(sent) > 0 {
		t.Errorf("a hostile page made us download %v", sent)
	}
}

// TestPlainFrame drives a plain <iframe> by messages alone.
func TestPlainFrame(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, `<iframe src="WIDGET/frame.html?prompt=red+apple&seed=7" width="300" height="300"></iframe>`)
	var got struct {
		Type, Seed string
		Bytes      int
		Phases     []string
	}
	h.ask(`(async (frame) => {
		const to = `+quote(strings.TrimSuffix(s.URL, "/"))+`, phases = [];
		const heard = [], wake = [];
		addEventListener("message", (e) => { if (e.source === frame.contentWindow && e.origin === to) { heard.push(e.data); wake.splice(0).forEach((w) => w()); } });
		const until = async (wanted) => { for (;;) { const i = heard.findIndex(wanted); if (i >= 0) return heard.splice(i, 1)[0]; await new Promise((go) => wake.push(go)); } };
		const say = (m) => frame.contentWindow.postMessage({ source: "unclip", v: 1, ...m }, to);
		await new Promise((go) => setTimeout(go, 500));
		say({ id: "1", type: "hello" });
		await until((m) => m.type === "welcome" && m.id === "1");
		await until((m) => m.type === "state" && m.phase === "idle");
		say({ id: "2", type: "install" });
		await until((m) => m.type === "state" && m.phase === "ready");
		say({ id: "3", type: "generate", prompt: "red apple", seed: "7", steps: 2 });
		const picture = await until((m) => m.type === "picture" || m.type === "error");
		return { type: picture.type, seed: picture.seed, bytes: picture.blob?.size ?? 0 };
	})(document.querySelector("iframe"))`, &got)
	if got.Type != "picture" || got.Seed != "7" || got.Bytes == 0 {
		t.Errorf("%+v", got)
	}
}
