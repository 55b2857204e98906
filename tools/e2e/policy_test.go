//go:build browser

package e2e

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
)

// policy counts over the whole run what a site answered under its policy, and
// what was found to break that or a host's. Each violation also fails its test.
var policy struct{ answers, violations atomic.Int64 }

func TestMain(m *testing.M) {
	code := m.Run()
	fmt.Printf("content security policy: %d answers under it, %d violations\n", policy.answers.Load(), policy.violations.Load())
	os.Exit(code)
}

// TestPolicyIsWatched breaks the policy on purpose: every other test relies on
// violations being noticed, by the page and by the server.
func TestPolicyIsWatched(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	for _, door := range []string{
		`document.createElement("script").textContent = "1"`, `document.body.innerHTML = "<img src=x onerror=alert(1)>"`,
		`document.createElement("div").innerHTML = "<span onclick=\"1\">"`, `document.createElement("div").innerHTML = "<iframe>"`,
		`document.createElement("p").innerHTML = "<p"`, `new Worker("worker.js")`, `document.createElement("script").src = "boot.js"`,
	} {
		var held bool
		v.ask(`(() => { try { `+door+`; return false; } catch (e) { return e instanceof TypeError; } })()`, &held)
		if !held {
			t.Errorf("this door is open: %s", door)
		}
	}
	v.ask(`(() => { const x = document.createElement("style"); x.textContent = "a{}"; document.body.append(x); })()`, nil)
	v.until("witness.violations.some((v) => v.startsWith('style-src'))")
	v.ask("witness.violations.length = 0", nil)
	heard := ""
	for end := time.Now().Add(patience); time.Now().Before(end) && !strings.Contains(heard, "style-src"); time.Sleep(50 * time.Millisecond) {
		heard += strings.Join(s.violations(), "\n")
	}
	if !strings.Contains(heard, "style-src") {
		t.Errorf("the server heard only of %q", heard)
	}
	time.Sleep(time.Second) // the doors' reports may still be under way
	s.violations()
}
