//go:build browser

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/tools/npm"
)

// bundles packs the examples of tools/widget with npm's own frameworks.
func bundles(t *testing.T) string {
	t.Helper()
	home, err := npm.Install(t.Context(), "tools/widget")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "npm", "run", "build", "--prefix", home).CombinedOutput(); err != nil {
		t.Fatalf("npm run build: %v\n%s", err, out)
	}
	return filepath.Join(home, "..", "..", "build", "widget")
}

// TestFrameworks draws with the element as React and Vue put it into a page: a
// changed property reaches it, and its event comes back.
func TestFrameworks(t *testing.T) {
	folder := bundles(t)
	s, b := newSite(t), chromium(t, chrome.Options{})
	for _, name := range []string{"react", "vue"} {
		t.Run(name, func(t *testing.T) {
			bundle, err := os.ReadFile(filepath.Join(folder, name+".js"))
			if err != nil {
				t.Fatal(err)
			}
			inline := strings.ReplaceAll(string(bundle), "</script", "<\\/script")
			h := embed(t, b, s, script+`<div id="app"></div><script type="module">`+inline+`</script>`)
			var got struct {
				Steps                float64
				Prompt, Output, Seed string
				Frames               int
			}
			h.ask(`(async () => {
				await customElements.whenDefined("unclip-image");
				const until = async (look) => { for (;;) { const x = look(); if (x) return x; await new Promise((go) => setTimeout(go, 20)); } };
				const e = await until(() => document.querySelector("unclip-image"));
				document.querySelector("#change").click();
				await until(() => e.prompt === "red apple");
				e.shadowRoot.querySelector("button").click();
				await until(() => document.querySelector("output").textContent);
				return { steps: e.steps, prompt: e.prompt, output: document.querySelector("output").textContent, seed: e.seed };
			})()`, &got)
			if got.Steps != 2 || got.Prompt != "red apple" || got.Output != "7" || got.Seed != "7" {
				t.Errorf("%+v", got)
			}
		})
	}
}
