package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTouch writes on a phone's keyboard, whose Go makes the picture, walks along a
// strip that is wider than the phone, and measures what a finger has to meet.
func TestTouch(t *testing.T) {
	address, ctx := page(t), chromium(t)
	do(t, ctx, corners[4].wear(), emulation.SetTouchEmulationEnabled(true),
		chromedp.Navigate(address), label("Get the model"), until(`matchMedia("(pointer: coarse)").matches`),
		chromedp.Focus("#prompt"), chromedp.KeyEvent("a red fox"), chromedp.KeyEvent("\r"),
		until(`document.querySelector(".stage").dataset.state === "picture"`), label("Generate"),
		until(`document.querySelector("#prompt").value === "a red fox" && document.activeElement === document.body`),
		dial("steps", 4), dial("prior-steps", 2), dial("count", 9), click("#go"), finished("Generate"))
	for range 10 {
		do(t, ctx, chromedp.KeyEvent(kb.ArrowRight))
	}
	do(t, ctx, until(`document.querySelector(".film li:last-child .frame").getAttribute("aria-pressed") === "true"`),
		until(`(box => box.left >= 0 && box.right <= innerWidth)(document.querySelector(".film li:last-child .frame").getBoundingClientRect())`))
	for _, l := range []look{corners[4], corners[2]} {
		do(t, ctx, l.wear(), mode(1), click(".settings-key"), measured(t, l.name+": settings"), click(".drawer-close"), measured(t, l.name+": create"),
			mode(2), measured(t, l.name+": vary"), mode(3), measured(t, l.name+": blend"), mode(4), measured(t, l.name+": edit"),
			mode(5), measured(t, l.name+": probe"), mode(6), measured(t, l.name+": history"), mode(7), measured(t, l.name+": page"))
	}
}

// small names the controls that are smaller than a fingertip, with what widens them.
const small = `[...document.querySelectorAll("button, input, select, textarea")]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => e.closest(".check, .segments label, .file") ?? e)
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([e, box]) => (e.id || e.className || e.tagName) + " " + box.width.toFixed() + "×" + box.height.toFixed())`

// measured fails the test where a control of a view is too small to touch.
func measured(t *testing.T, view string) chromedp.Action {
	return chromedp.Tasks{chromedp.Sleep(100 * time.Millisecond), chromedp.ActionFunc(func(ctx context.Context) error {
		var found []string
		err := chromedp.Evaluate(small, &found).Do(ctx)
		if len(found) > 0 {
			t.Errorf("%s: too small to touch: %s", view, strings.Join(found, ", "))
		}
		return err
	})}
}
