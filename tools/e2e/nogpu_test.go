//go:build browser

package e2e

import (
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

// TestWidgetWithoutWebGPU: where no picture can be drawn, the element says so before
// anything large is downloaded.
func TestWidgetWithoutWebGPU(t *testing.T) {
	b := chromium(t, chrome.Options{Flags: map[string]any{"enable-unsafe-webgpu": false, "use-webgpu-adapter": false, "disable-gpu": true}})
	s := newSite(t)
	inBothModes(t, func(t *testing.T, element string) {
		var got struct{ Code, Alarm, State string }
		embed(t, b, s, element).ask(`(async (e) => {
			await customElements.whenDefined("unclip-image");
			const error = await e.generate().promise.catch((error) => error);
			return { code: String(error.code), alarm: e.shadowRoot.querySelector("[role=alert]").textContent, state: e.getAttribute("state") };
		})(document.querySelector("unclip-image"))`, &got)
		if got.Code != bridge.NoGPU || got.State != "rest" || !strings.HasPrefix(got.Alarm, "This browser offers no way to the graphics card") {
			t.Errorf("%+v", got)
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, n := range s.sent {
		if n > 40_000 { // the frame's scripts came twice
			t.Errorf("downloaded in vain: %s, %d bytes", path, n)
		}
	}
}

// TestNoWebGPU visits with browsers that cannot run the model.
func TestNoWebGPU(t *testing.T) {
	for _, c := range []struct {
		name    string
		flags   map[string]any
		host    string // in place of 127.0.0.1
		api     bool   // navigator.gpu is there
		problem string // code of the words that the panel shows
	}{
		{"no adapter", map[string]any{"enable-unsafe-webgpu": false, "use-webgpu-adapter": false, "disable-gpu": true}, "127.0.0.1", true, bridge.NoGPU},
		// Browsers hide WebGPU from pages that come over plain HTTP from elsewhere.
		{"no API", map[string]any{"host-resolver-rules": "MAP unclip.test 127.0.0.1"}, "unclip.test", false, "insecure"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			s.URL = strings.Replace(s.URL, "127.0.0.1", c.host, 1)
			v := visit(t, chromium(t, chrome.Options{Flags: c.flags}), s)
			v.until(`document.querySelector(".problem")?.hidden === false`)
			var api bool
			v.ask("!!navigator.gpu", &api)
			if api != c.api {
				t.Errorf("navigator.gpu is there: %t", api)
			}
			checkPanel(v, c.problem)
			v.until(`document.querySelector("#go").disabled`)
			if label := v.text("#go"); label != "Not available here" {
				t.Errorf("the button says %q", label)
			}
			if sent := s.weights(); len(sent) > 0 {
				t.Errorf("downloaded in vain: %v", sent)
			}
		})
	}
}
