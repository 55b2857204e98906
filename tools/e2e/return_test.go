//go:build browser

package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// TestReturn goes elsewhere while a picture is made and comes back to the page
// that the browser has put aside: its engine was ended, another one starts, the
// picture of before is there, and the one under way is offered and comes.
func TestReturn(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.install()
	v.generate("red apple")
	v.dial("steps", 50)
	v.press()
	v.until(`document.querySelector(".stage").dataset.state === "forming"`)
	v.ask("window.aside = true", nil)
	v.do(chromedp.Navigate(s.URL + "icon.svg"))
	if !v.back() {
		t.Fatal("the browser has not put the page aside but loaded it again")
	}
	v.label("Generate")
	if problem := v.text(".problem"); problem != "" {
		t.Errorf("the page complains: %s", problem)
	}
	v.click("#resume")
	v.until(`witness.pictures() === 2 && witness.idle()`)
	checkCanvas(v)
}

// back goes back to the page and tells whether it is the one that was left.
// chromedp would wait for a document to load.
func (v *visitor) back() (same bool) {
	v.t.Helper()
	v.ask("setTimeout(() => history.back())", nil)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(v.t.Context(), time.Second) // the old document may never answer
		var here bool
		err := v.page.Evaluate(ctx, `location.pathname === "/" && document.readyState === "complete"`, &here)
		cancel()
		if err == nil && here {
			v.ask("window.aside === true", &same)
			return same
		}
	}
	v.t.Fatal("history.back() leads nowhere")
	return false
}
