//go:build browser

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/tools/npm"
)

// TestLighthouse lets Lighthouse judge the page as it is served: what axe does
// not look at (the console, the policy, images, what is out of date) counts here.
func TestLighthouse(t *testing.T) {
	home, err := npm.Install(t.Context(), "tools/lighthouse")
	if err != nil {
		t.Fatal(err)
	}
	s, b := newStickers(t), chromium(t, chrome.Options{})
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(home, "judge.mjs"), s.URL, port(t, b))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var verdict struct {
		Scores map[string]int
		Lost   []string
	}
	if err := json.Unmarshal(out, &verdict); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	t.Logf("scores: %v", verdict.Scores)
	for _, name := range []string{"accessibility", "best-practices"} {
		if verdict.Scores[name] < 95 {
			t.Errorf("%s: %d of 100, fewer than 95", name, verdict.Scores[name])
		}
	}
	for _, l := range verdict.Lost {
		t.Logf("lost: %s", l)
	}
}

// port is where a browser listens for DevTools.
func port(t *testing.T, b *chrome.Browser) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(b.Profile(), "DevToolsActivePort"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.SplitN(string(text), "\n", 2)[0])
}
