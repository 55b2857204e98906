//go:build browser

package e2e

import (
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

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
