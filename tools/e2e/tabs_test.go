//go:build browser

package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// TestTabs opens the page in two tabs: the second waits for the GPU, takes it
// over behind the picture of the first, and the first has it back when the
// second goes away.
func TestTabs(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{})
	first := visit(t, b, s)
	first.install()
	second := visit(t, b, s)
	second.label(say.UseHere)
	photograph(second, "elsewhere")

	first.dial("steps", 50)
	first.write("red apple")
	first.tap("#go")
	first.until(`document.querySelector(".stage").dataset.state === "forming"`)
	second.tap("#go")
	first.label(say.UseHere)
	if n := first.pictures(); n != 1 {
		t.Errorf("the first tab has %d pictures, the one under way was to be finished", n)
	}
	second.label("Generate")
	second.dial("steps", 4)
	second.write("red apple")
	second.tap("#go")
	second.until(`document.querySelectorAll(".film .frame").length === 1`)

	second.do(chromedp.Navigate("about:blank"))
	first.label("Generate")
	first.dial("steps", 4)
	first.write("red apple")
	first.tap("#go")
	first.until(`document.querySelectorAll(".film .frame").length === 2`)
}

// TestWorkOfATab draws in one tab and opens another, which offers none of it as
// left; when the first is closed, the next page does, and makes it.
func TestWorkOfATab(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{})
	first := visit(t, b, s)
	first.install()
	first.dial("steps", 50)
	first.dial("count", 3)
	first.write("red apple")
	first.tap("#go")
	first.until(`witness.work().length === 1`)
	second := visit(t, b, s)
	second.label(say.UseHere)
	second.do(chromedp.Sleep(500 * time.Millisecond)) // time to take over what is not its own
	var offered bool
	if second.ask(`witness.shown("#resume")`, &offered); offered {
		t.Error("offers what another tab is at")
	}
	first.until(`!witness.idle() && witness.work().length === 1`)
	first.do(chromedp.Navigate("about:blank"))
	second.label("Generate")
	second.do(chromedp.Reload())
	second.label("Generate")
	second.tap("#resume")
	second.until(`witness.pictures() >= 1 && witness.idle() && witness.work().length === 0`)
}

// throttled lets the browser treat hidden tabs as it does outside of tests.
var throttled = map[string]any{"disable-background-timer-throttling": false, "disable-backgrounding-occluded-windows": false, "disable-renderer-backgrounding": false}

// TestHidden hides the tab behind another one while it draws, and freezes it for
// a while, as browsers do: the picture comes, and nobody takes the GPU for silent.
func TestHidden(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{Flags: throttled})
	v := visit(t, b, s)
	v.install()
	v.dial("steps", 200)
	v.write("red apple")
	v.tap("#go")
	v.until(`document.querySelector(".stage").dataset.state === "forming"`)
	other, err := b.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Run(t.Context(), chromedp.ActionFunc(target.ActivateTarget(chromedp.FromContext(other.Context()).Target.TargetID).Do)); err != nil {
		t.Fatal(err)
	}
	v.until(`document.hidden`)
	v.do(lifecycle(page.SetWebLifecycleStateStateFrozen))
	time.Sleep(3 * time.Second)
	v.do(lifecycle(page.SetWebLifecycleStateStateActive))
	v.until(`document.querySelectorAll(".film .frame").length === 1`)
	var hidden bool
	if v.ask(`document.hidden`, &hidden); !hidden {
		t.Error("the tab was seen meanwhile")
	}
	if problem := v.text(".problem"); problem != "" {
		t.Errorf("a hidden tab has a problem: %s", problem)
	}
}
