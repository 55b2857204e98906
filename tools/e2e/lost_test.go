//go:build browser

package e2e

import (
	"io"
	"net/http"
	"regexp"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// drawingScript is the address of the script that activates an element.
func drawingScript(t *testing.T, s *site) string {
	t.Helper()
	answer, err := http.Get(s.URL + "widget.js")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	name := regexp.MustCompile(`drawing\.[0-9a-f]+\.js`).Find(text)
	if err != nil || name == nil {
		t.Fatalf("widget.js names no script: %v", err)
	}
	return "/" + string(name)
}

// TestWidgetComesBack: an element that was pointed at while its script was not to be
// had draws once it is.
func TestWidgetComesBack(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	lost := drawingScript(t, s)
	s.fail(lost, missing)
	h := embed(t, b, s, script+`<unclip-image prompt="red apple" seed="7"></unclip-image>`)
	h.ask(`(async (e) => {
		await customElements.whenDefined("unclip-image");
		e.dispatchEvent(new PointerEvent("pointerover"));
		await witness.until(() => performance.getEntriesByType("resource").some((r) => r.name.includes("/drawing.")));
	})(document.querySelector("unclip-image"))`, nil)
	s.fail(lost, nil)
	var d drawing
	h.ask(drawn+`(document.querySelector("unclip-image"))`, &d)
	d.check(t)
}

// TestWidgetLost: an element without its script says so in its language, unless it
// was stopped before that was known.
func TestWidgetLost(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	s.fail(drawingScript(t, s), missing)
	var got struct{ Stopped, Quiet, Alarm, State, Codes string }
	embed(t, b, s, script+`<unclip-image lang="de" prompt="red apple"></unclip-image>`).ask(`(async (e) => {
		await customElements.whenDefined("unclip-image");
		const alarm = e.shadowRoot.querySelector("[role=alert]"), codes = [];
		e.addEventListener("error", ({ detail }) => codes.push(detail.code));
		const job = e.generate();
		job.abort();
		const stopped = await job.promise.catch((error) => error.name), quiet = alarm.textContent + codes;
		await e.generate().promise.catch(() => {});
		return { stopped, quiet, alarm: alarm.textContent, state: e.getAttribute("state"), codes: codes.join() };
	})(document.querySelector("unclip-image"))`, &got)
	if got.Stopped != "AbortError" || got.Quiet != "" || got.Alarm != "Nicht geladen. Laden Sie die Seite neu." || got.State != "rest" || got.Codes != "no-network" {
		t.Errorf("%+v", got)
	}
}

// TestWidgetStoppedEarly: a job that is stopped before its script has come starts no
// engine; an error after a picture is seen without pointing at it.
func TestWidgetStoppedEarly(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	var got struct {
		Stopped, Before, After string
		Frames                 int
	}
	embed(t, b, s, script+`<unclip-image prompt="red apple"></unclip-image>`).ask(`(async (e) => {
		await customElements.whenDefined("unclip-image");
		const job = e.generate();
		job.abort();
		const stopped = await job.promise.catch((error) => error.name), frames = document.querySelectorAll("iframe").length;
		await e.generate({ steps: 2 }).promise;
		const seen = async () => {
			const foot = e.shadowRoot.querySelector("[part=foot]");
			await Promise.allSettled(foot.getAnimations().map((a) => a.finished));
			return getComputedStyle(foot).opacity;
		};
		const before = await seen();
		await e.variations({ image: new Blob(["no picture"]) }).promise.catch(() => {});
		return { stopped, frames, before, after: await seen() };
	})(document.querySelector("unclip-image"))`, &got)
	if got.Stopped != "AbortError" || got.Frames != 0 || got.Before != "0" || got.After != "1" {
		t.Errorf("%+v", got)
	}
}
