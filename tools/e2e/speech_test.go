//go:build browser

package e2e

import (
	"slices"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// TestElementSpeaks: an element speaks the language of the place where it stands,
// or else the browser's.
func TestElementSpeaks(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, script+`<unclip-image></unclip-image><p lang="de-AT"><unclip-image></unclip-image><p lang="es"><unclip-image></unclip-image>
		<p lang="ar-EG" dir="rtl"><unclip-image></unclip-image><p lang="fr"><unclip-image></unclip-image><p lang="de" id="box">`)
	h.ask(`customElements.whenDefined("unclip-image")`, nil)
	var got []string
	h.ask(`(() => {
		const inner = document.createElement("unclip-image"); // behind a shadow root
		box.attachShadow({ mode: "open" }).append(inner);
		return [...document.querySelectorAll("unclip-image"), inner].map((e) => {
			const root = e.shadowRoot, foot = root.querySelector("[part=foot]");
			return [foot.lang, foot.dir, root.querySelector("[part=picture]").alt, root.querySelector("[part=status]").textContent, root.querySelector("button").textContent].join("|");
		});
	})()`, &got)
	const english, german = "en|ltr|Picture from words|Made on this device.|Draw this picture", "de|ltr|Bild aus Worten|Entsteht auf diesem Gerät.|Dieses Bild zeichnen"
	want := []string{english, german, "es|ltr|Imagen hecha de palabras|Se hace en este dispositivo.|Dibujar esta imagen",
		"ar|rtl|صورة من الكلمات|تُصنع على هذا الجهاز.|ارسم هذه الصورة", english, german}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// heard draws with an element, lets it fail once, and collects what screen readers
// hear of it.
const heard = `(async (e) => {
	await customElements.whenDefined("unclip-image");
	const part = (name) => e.shadowRoot.querySelector(name), news = part(".news"), picture = part("[part=picture]"), alarm = part("[role=alert]");
	const said = [], states = [];
	new MutationObserver(() => said.push(news.textContent)).observe(news, { childList: true, characterData: true, subtree: true });
	e.addEventListener("progress", ({ detail }) => states.push(detail.stage));
	e.negative = "blue";
	const early = e.loaded, job = e.generate({ prompt: "a cat", seed: 7, steps: 2 });
	const busy = picture.ariaBusy;
	const drawn = await job.promise, address = await e.toDataURL();
	const alts = [picture.alt];
	e.prompt = "red apple";
	alts.push(picture.alt);
	await e.variations({ steps: 2 }).promise;
	alts.push(picture.alt);
	await e.variations({ prompt: "", image: drawn.blob, steps: 2 }).promise;
	alts.push(picture.alt);
	e.alt = "mine";
	alts.push(picture.alt);
	const heard = [...said];
	await e.variations({ image: new Blob(["no picture"]) }).promise.catch(() => {});
	return { heard, alts: alts.join("|"), busy: busy + " " + picture.ariaBusy, loaded: early + " " + e.loaded, seed: drawn.seed, changes: states.length,
		address: address.slice(0, 22), negative: (await drawn.blob.text()).includes('"negative":"blue"'), alarm: alarm.textContent, status: part("[part=status]").textContent };
})(document.querySelector("unclip-image"))`

// TestElementIsHeard: screen readers hear each stage once, errors as alarms, and of
// a picture what it was drawn from, whatever the attribute says by then.
func TestElementIsHeard(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	var got struct {
		Heard                                            []string
		Alts, Busy, Loaded, Seed, Address, Alarm, Status string
		Changes                                          int
		Negative                                         bool
	}
	embed(t, b, s, script+`<unclip-image lang="de" prompt="red fox"></unclip-image>`).ask(heard, &got)
	if len(got.Heard) < 3 || len(got.Heard) > 15 || got.Heard[0] != "Bereitet sich vor" || got.Heard[len(got.Heard)-1] != "Das Bild ist fertig." || len(slices.Compact(slices.Clone(got.Heard))) != len(got.Heard) {
		t.Errorf("screen readers hear %q, of %d changes", got.Heard, got.Changes)
	}
	if got.Alts != "a cat|a cat|red apple|Bild aus Worten|mine" {
		t.Errorf("the picture is called %q", got.Alts)
	}
	if got.Busy != "true false" || got.Loaded != "false true" || got.Seed != "7" || got.Address != "data:image/png;base64," || !got.Negative {
		t.Errorf("%+v", got)
	}
	if !strings.HasPrefix(got.Alarm, "Das Bild ließ sich nicht lesen.") || got.Status != "" {
		t.Errorf("an error is told as %q, and %q", got.Alarm, got.Status)
	}
}
