//go:build browser

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/engine"
	"unclip/web/server"
)

// TestElementInItsPage dresses the element as its host likes, and draws by
// keyboard alone; a screen reader hears what it is.
func TestElementInItsPage(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{Flags: map[string]any{"enable-blink-features": "ComputedAccessibilityInfo"}})
	h := embed(t, b, s, script+`<style>
		unclip-image { --unclip-accent: rgb(1, 2, 3); --unclip-radius: 4px; }
		unclip-image::part(status) { letter-spacing: 5px; }
	</style>
	<unclip-image prompt="red apple" seed="7" steps="2">
		<b slot="poster">soon</b><span slot="button">Malen</span><i slot="caption">An apple</i>
	</unclip-image>`)
	h.ask(`customElements.whenDefined("unclip-image")`, nil)
	var seen struct {
		Slots                                      []string
		Accent, Radius, Spacing, Role, Name, Label string
	}
	h.ask(`((e) => {
		const root = e.shadowRoot, button = root.querySelector("button"), style = (part) => getComputedStyle(root.querySelector(part));
		return { slots: [...root.querySelectorAll("slot")].map((s) => s.assignedNodes().map((n) => n.textContent).join()),
			accent: style("button").backgroundColor, radius: style("[part=frame]").borderTopLeftRadius, spacing: style("[part=status]").letterSpacing,
			role: e.computedRole, name: e.computedName, label: button.computedName };
	})(document.querySelector("unclip-image"))`, &seen)
	if got := strings.Join(seen.Slots, " "); got != "soon Malen An apple" {
		t.Errorf("the slots hold %q", got)
	}
	if seen.Accent != "rgb(1, 2, 3)" || seen.Radius != "4px" || seen.Spacing != "5px" {
		t.Errorf("the host's styles do not arrive: %+v", seen)
	}
	if seen.Role != "group" || seen.Name != "red apple" || seen.Label != "Malen" {
		t.Errorf("a screen reader hears %s %q, button %q", seen.Role, seen.Name, seen.Label)
	}
	if err := h.page.Run(t.Context(), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	h.ask(`witness.until(() => document.querySelector("unclip-image").getAttribute("state") === "done")`, nil)
}

// TestElementAsks: a model of more than 5 MB is downloaded after a question only.
func TestElementAsks(t *testing.T) {
	s, b := newStickers(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, script+`<unclip-image prompt="red apple"></unclip-image>`)
	h.ask(`customElements.whenDefined("unclip-image")`, nil)
	var seen struct{ Status, Button, Refused string }
	h.ask(`(async (e) => {
		const job = e.generate(), root = e.shadowRoot;
		await witness.until(() => e.getAttribute("state") === "ask");
		const seen = { status: root.querySelector("[part=status]").textContent, button: root.querySelector("button").textContent };
		await new Promise((go) => setTimeout(go, 500));
		job.abort();
		return { ...seen, refused: await job.promise.catch((error) => error.name) };
	})(document.querySelector("unclip-image"))`, &seen)
	status := "This downloads " + say.Bytes(int(s.manifest.Bytes(engine.FirstPicture()...))) + " once."
	if seen.Status != status || seen.Button != "Download and draw" || seen.Refused != "AbortError" {
		t.Errorf("%+v, not %q", seen, status)
	}
	if sent := s.weights(); len(sent) > 0 {
		t.Errorf("downloaded unasked: %v", sent)
	}
}

// TestDemoHost opens the page of the documentation that embeds the widget, on an
// origin of its own: its element draws.
func TestDemoHost(t *testing.T) {
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "widget.html"))
	if err != nil {
		t.Fatal(err)
	}
	s, b := newSite(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, strings.ReplaceAll(string(text), "http://127.0.0.1:8080/", "WIDGET/"))
	var got struct {
		Bytes, Frame int
		Caption      string
	}
	h.ask(`(async (e) => {
		await customElements.whenDefined("unclip-image");
		const { blob } = await e.generate({ steps: 2 }).promise;
		return { bytes: blob.size, caption: e.querySelector("[slot=caption]").textContent, frame: document.querySelector("iframe[title^='A cup']").offsetHeight };
	})(document.querySelector("unclip-image"))`, &got)
	if got.Bytes == 0 || got.Caption != "A red fox, flat" || got.Frame == 0 {
		t.Errorf("%+v", got)
	}
}
