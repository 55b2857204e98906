//go:build browser

package e2e

import (
	"bytes"
	"image/png"
	"testing"

	"unclip/models/unclip"
	"unclip/tools/browsertest/chrome"
	"unclip/web/pngtext"
	"unclip/web/recipe"
)

// inBothModes tries an element in either mode of isolation.
func inBothModes(t *testing.T, try func(t *testing.T, element string)) {
	t.Helper()
	for name, isolation := range map[string]string{"own origin": "", "opaque": ` isolation="opaque"`} {
		t.Run(name, func(t *testing.T) {
			try(t, script+`<unclip-image prompt="red apple" seed="7"`+isolation+`></unclip-image>`)
		})
	}
}

const script = `<script type="module" src="WIDGET/widget.js"></script>`

// drawn draws with an element and says what came of it.
const drawn = `(async (e) => {
	await customElements.whenDefined("unclip-image");
	const seen = [];
	for (const name of ["ready", "progress", "load", "error"]) e.addEventListener(name, ({ detail }) => seen.includes(name) || seen.push(name));
	const job = e.generate({ steps: 2 });
	const picture = await job.promise.catch((error) => ({ problem: String(error) + " " + error.code }));
	const blob = picture.blob ? await e.toBlob() : null;
	const image = e.shadowRoot.querySelector("[part=picture]");
	if (blob) await image.decode();
	const file = blob ? btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer()))) : "";
	return { file, id: job.id === picture.id, problem: picture.problem ?? "", type: blob?.type ?? "", width: image.naturalWidth, alt: image.alt, seen: seen.join(" "), seed: picture.seed ?? "" };
})`

type drawing struct {
	ID              bool
	Problem, Type   string
	Width           int
	Alt, Seen, Seed string
	File            []byte
}

func (d drawing) check(t *testing.T) {
	t.Helper()
	file := d.File
	d.File = nil
	if d.Problem != "" || !d.ID || d.Type != "image/png" || d.Width == 0 || d.Alt != "red apple" || d.Seen != "progress ready load" || d.Seed != "7" {
		t.Errorf("%+v", d)
	}
	if _, err := png.Decode(bytes.NewReader(file)); err != nil || !bytes.Contains(file, []byte("trainedAlgorithmicMedia")) {
		t.Errorf("the file does not say that a machine made it, or is none: %v", err)
	}
	text, _ := pngtext.Read(file, pngtext.Keyword)
	if r, err := recipe.ParseJSON(text); err != nil || r.Mode != "create" || r.Request.Prompt != d.Alt || r.Request.Seed != d.Seed {
		t.Errorf("the file's recipe is %+v: %v", r, err)
	}
}

// TestWidget embeds the element in pages of several kinds and makes it draw, in
// both modes of isolation.
func TestWidget(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	const plain = script + `<unclip-image prompt="red apple" seed="7"></unclip-image>`
	const opaque = script + `<unclip-image prompt="red apple" seed="7" isolation="opaque"></unclip-image>`
	const first = `(document.querySelector("unclip-image"))`
	strict := "default-src 'none'; script-src WIDGET; frame-src WIDGET; img-src blob:; require-trusted-types-for 'script'; trusted-types 'none'"
	for _, c := range []struct {
		name, body, element string
		headers             []string
	}{
		{"own origin", plain, first, nil},
		{"opaque", opaque, first, nil},
		{"strict host", plain, first, []string{"Content-Security-Policy", strict}},
		{"isolated host", plain, first, []string{"Cross-Origin-Embedder-Policy", "require-corp", "Cross-Origin-Opener-Policy", "same-origin"}},
		{"credentialless host", opaque, first, []string{"Cross-Origin-Embedder-Policy", "credentialless"}},
		{"closed shadow root", script + `<div id="box"></div><script>globalThis.inner = document.querySelector("#box").attachShadow({ mode: "closed" }); inner.innerHTML = '<unclip-image prompt="red apple" seed="7"></unclip-image>';</script>`,
			`(inner.querySelector("unclip-image"))`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d drawing
			embed(t, b, s, c.body, c.headers...).ask(drawn+c.element, &d)
			d.check(t)
		})
	}
}

// TestWidgetTwice draws with two elements of one page, which share one engine.
func TestWidgetTwice(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	h := embed(t, b, s, script+`<unclip-image prompt="red apple" seed="7"></unclip-image><unclip-image prompt="red apple" seed="7"></unclip-image>`)
	var both []drawing
	h.ask("Promise.all([...document.querySelectorAll('unclip-image')].map("+drawn+"))", &both)
	for _, d := range both {
		d.check(t)
	}
	var frames int
	if h.ask("document.querySelectorAll('iframe').length", &frames); frames != 1 {
		t.Errorf("%d frames for one engine", frames)
	}
}

// TestWidgetDrawsTheSame: the element and the page make one picture of one request.
func TestWidgetDrawsTheSame(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	asked, d := settings(1, "7", 2), unclip.Defaults()
	for name, value := range map[string]any{"guidance": d.Guidance, "imageGuidance": d.ImageGuidance, "eta": 0,
		"priorSteps": d.PriorSteps, "priorGuidance": d.PriorGuidance, "sampler": d.Sampler} {
		asked[name] = value
	}
	want := newWorker(t, b, s).draw(asked)[0].RGBA
	var got picture
	embed(t, b, s, script+`<unclip-image prompt="red apple" seed="7" steps="2" size="16"></unclip-image>`).ask(`(async (e) => {
		await customElements.whenDefined("unclip-image");
		const { blob } = await e.generate().promise;
		const context = new OffscreenCanvas(16, 16).getContext("2d");
		context.drawImage(await createImageBitmap(blob), 0, 0);
		return { rgba: btoa(String.fromCharCode(...context.getImageData(0, 0, 16, 16).data)) };
	})(document.querySelector("unclip-image"))`, &got)
	if !bytes.Equal(got.RGBA, want) {
		t.Errorf("%d bytes, want the %d of the page", len(got.RGBA), len(want))
	}
}

// worked draws, varies what was drawn and blends it with another picture.
const worked = `(async (e) => {
	await customElements.whenDefined("unclip-image");
	const problem = async (job) => job.promise.then(() => "none", (error) => (typeof error.code === "string" ? error.code : error.name));
	const errors = [];
	e.addEventListener("error", ({ detail }) => errors.push(detail.code));
	const early = await problem(e.variations());
	const first = await e.generate({ steps: 2 }).promise;
	const job = e.variations({ steps: 2, count: 2, seed: "9" });
	const varied = await job.promise;
	const shown = await createImageBitmap(await e.toBlob());
	const other = varied.pictures[1].blob;
	const frames = await e.blend(other, { steps: 2, count: 3, start: "inverted", image: first.blob }).promise;
	const again = await e.variations({ steps: 2, image: first.blob, seed: "9" }).promise;
	const bytes = async (blob) => new Uint8Array(await blob.arrayBuffer()).join();
	const broken = await problem(e.variations({ image: new Blob(["no picture"]) }));
	const stopped = e.blend(other, { steps: 500 });
	setTimeout(() => stopped.abort(), 300);
	const end = await problem(stopped);
	const after = await e.generate({ steps: 2 }).promise;
	return { early, errors: errors.join(" "), id: job.id === varied.id, seeds: varied.pictures.map((p) => p.seed).join(" "), frames: frames.pictures.length,
		differ: await bytes(varied.pictures[0].blob) !== await bytes(other), same: await bytes(again.blob) === await bytes(varied.blob),
		width: shown.width, broken, stopped: end, after: await bytes(after.blob) === await bytes(first.blob) };
})(document.querySelector("unclip-image"))`

// TestWidgetWorks varies and blends in both modes of isolation.
func TestWidgetWorks(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	inBothModes(t, func(t *testing.T, element string) {
		var got struct {
			Early, Seeds, Broken, Stopped, Errors string
			ID, Differ, Same, After               bool
			Frames, Width                         int
		}
		embed(t, b, s, element).ask(worked, &got)
		if got.Early != "no-picture" || got.Broken != "bad-picture" || got.Stopped != "AbortError" || got.Errors != "no-picture bad-picture" {
			t.Errorf("troubles: %+v", got)
		}
		if !got.ID || got.Seeds != "9 10" || !got.Differ || !got.Same || !got.After || got.Frames != 3 || got.Width == 0 {
			t.Errorf("%+v", got)
		}
	})
}

// TestFacade looks at the element before it is activated: it is light, says what
// it is, reflects, and asks before a large download.
func TestFacade(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	s.weights()
	h := embed(t, b, s, script+`<unclip-image prompt="red apple" loading="lazy"></unclip-image>`)
	h.ask("customElements.whenDefined('unclip-image')", nil)
	var seen struct {
		Bytes, Button   int
		Text, Alt, Role string
		Steps           float64
		Attribute       string
		Gone            bool
	}
	h.ask(`(async (e) => {
		await new Promise((go) => setTimeout(go, 300));
		const bytes = performance.getEntriesByType("resource").reduce((n, r) => n + r.decodedBodySize, 0);
		e.steps = 12; e.baseUrl = "https://example.org/"; e.seed = null;
		const root = e.shadowRoot, button = root.querySelector("button");
		e.setAttribute("steps", "5");
		return { bytes, button: button.offsetHeight, text: root.querySelector("[part=status]").textContent + "|" + button.textContent,
			alt: root.querySelector("[part=picture]").alt, role: root.querySelector(".news").getAttribute("role"),
			steps: e.steps, attribute: e.getAttribute("base-url"), gone: !e.hasAttribute("seed") };
	})(document.querySelector("unclip-image"))`, &seen)
	if seen.Bytes > 10_000 || seen.Bytes == 0 {
		t.Errorf("%d bytes before activation", seen.Bytes)
	}
	if seen.Button == 0 || seen.Text != "Made on this device.|Draw this picture" || seen.Alt != "red apple" || seen.Role != "status" {
		t.Errorf("%+v", seen)
	}
	if seen.Steps != 5 || seen.Attribute != "https://example.org/" || !seen.Gone {
		t.Errorf("attributes and properties differ: %+v", seen)
	}
	if sent := s.weights(); len(sent) > 0 {
		t.Errorf("downloaded unasked: %v", sent)
	}
}
