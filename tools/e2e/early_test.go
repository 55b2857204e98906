//go:build browser

package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/engine"
)

// TestEarly asks for the model with words in the field: the prior runs while the
// decoder is still held back, and the picture follows the decoder.
func TestEarly(t *testing.T) {
	s := newSite(t)
	h := hold(s, "decoder")
	defer h.release()
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.write("red apple")
	v.press()
	v.until(`witness.stages.has("prior")`)
	if n := v.pictures(); n != 0 {
		t.Errorf("%d pictures without a decoder", n)
	}
	h.release()
	v.until(`document.querySelectorAll(".film .frame").length === 1`)
	v.label("Generate")
	v.generate("two cats")
	s.sentOnce(t)
}

// begun asks an element for a picture, writes down what it tells, and returns when
// the prior runs.
const begun = `(async (e) => {
	await customElements.whenDefined("unclip-image");
	const bar = e.shadowRoot.querySelector("progress"), told = globalThis.told = [];
	for (const name of ["ready", "load", "error"]) e.addEventListener(name, () => told.push({ name }));
	e.addEventListener("progress", ({ detail }) => told.push({ name: "progress", bar: bar.value, ...detail }));
	globalThis.job = e.generate({ steps: 2 });
	await witness.until(() => told.some((p) => p.stage === "prior"));
})(document.querySelector("unclip-image"))`

// ahead is an element whose picture is ahead of the model: its decoder is held back.
func ahead(t *testing.T, b *chrome.Browser, element string) (*site, held, *host) {
	t.Helper()
	s := newSite(t)
	decoder := hold(s, "decoder")
	t.Cleanup(decoder.release)
	h := embed(t, b, s, element)
	h.ask(begun, nil)
	return s, decoder, h
}

// TestWidgetEarly asks an element for a picture: its prior runs while the decoder
// is held back, one figure tells how far it is, and another picture needs no byte.
func TestWidgetEarly(t *testing.T) {
	b := chromium(t, chrome.Options{})
	inBothModes(t, func(t *testing.T, element string) {
		s, held, h := ahead(t, b, element)
		held.release()
		var told []struct {
			Name, Stage        string
			Bar, TotalProgress float64
			Done, Total        int64
		}
		h.ask(`job.promise.then(() => told)`, &told)
		var names []string
		at, bytes := 0.0, int64(0)
		for _, e := range told {
			if names = append(names, e.Name); e.Name != "progress" {
				continue
			}
			if e.TotalProgress < at || e.TotalProgress > 1 || e.Bar != e.TotalProgress {
				t.Errorf("behind %.3f: %+v", at, e)
			}
			if want := s.manifest.Bytes(engine.FirstPicture()...); e.Stage == "download" && (e.Total != want || e.Done < bytes || e.Done > want) {
				t.Errorf("of %d bytes, %d of them here: %+v", want, bytes, e)
			}
			if at = e.TotalProgress; e.Stage == "download" {
				bytes = e.Done
			}
		}
		if names = slices.Compact(names); strings.Join(names, " ") != "progress ready progress load" || at != 1 {
			t.Errorf("%v, %.3f done", names, at)
		}
		h.ask(`document.querySelector("unclip-image").generate({ prompt: "two cats", steps: 2 }).promise.then(() => 1)`, nil)
		s.sentOnce(t)
	})
}

// TestWidgetEarlyStop stops an element whose picture has overtaken the model: the
// download ends too, and goes on where it was when the next picture is asked for.
func TestWidgetEarlyStop(t *testing.T) {
	b := chromium(t, chrome.Options{})
	inBothModes(t, func(t *testing.T, element string) {
		s, held, h := ahead(t, b, element)
		var got struct{ Error, State string }
		h.ask(`(job.abort(), job.promise.catch((error) => ({ error: error.name, state: document.querySelector("unclip-image").getAttribute("state") })))`, &got)
		if got.Error != "AbortError" || got.State != "rest" {
			t.Errorf("%+v", got)
		}
		select {
		case <-held.dropped:
		case <-time.After(patience):
			t.Fatal("the download goes on")
		}
		held.release()
		var d drawing
		h.ask(drawn+`(document.querySelector("unclip-image"))`, &d)
		d.check(t)
		s.sentOnce(t)
	})
}

// sentOnce wants no more bytes sent since the last count than a first picture needs.
func (s *site) sentOnce(t *testing.T) {
	t.Helper()
	var sent int64
	for _, n := range s.weights() {
		sent += n
	}
	if want := s.manifest.Bytes(engine.FirstPicture()...); sent > want*102/100 {
		t.Errorf("%d bytes were sent for a model of %d", sent, want)
	}
}

// held is a stage whose shards stay on the server.
type held struct {
	release func()
	dropped chan struct{} // a client has given up waiting for one of them
}

// hold lets nothing of a stage's shards through until it is released.
func hold(s *site, stage string) held {
	free, dropped := make(chan struct{}), make(chan struct{}, 1)
	for _, shard := range s.manifest.Shards {
		if shard.Stage != stage {
			continue
		}
		s.fail(shard.File, func(w http.ResponseWriter, r *http.Request, content []byte) {
			select {
			case <-free:
				http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
			case <-r.Context().Done():
				select {
				case dropped <- struct{}{}:
				default:
				}
			}
		})
	}
	return held{sync.OnceFunc(func() { close(free) }), dropped}
}
