//go:build browser

package e2e

import (
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
)

// TestPolicyIsWatched breaks the policy on purpose: every other test relies on
// violations being noticed, by the page and by the server.
func TestPolicyIsWatched(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.ask(`(() => { const x = document.createElement("script"); x.textContent = "1"; document.body.append(x); })()`, nil)
	v.until("witness.violations.length > 0")
	v.ask("witness.violations.length = 0", nil)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if len(s.violations()) > 0 {
			return
		}
	}
	t.Error("the server heard of no violation")
}
