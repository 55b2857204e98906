package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"unclip/web/server"
)

// axe reads the script that looks for what shuts people out.
func axe(t *testing.T) string {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(root, "tools", "browsertest", "node", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("%v; run npm ci in tools/browsertest/node", err)
	}
	return string(script)
}

// rules are those of WCAG 2.2 AA, and what axe holds for good practice.
const rules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// TestAccess lets axe look at every view, light and dark, wide and narrow, and
// in a language that is written from right to left.
func TestAccess(t *testing.T) {
	address := page(t)
	script := axe(t)
	for _, c := range []struct {
		name, scheme, language string
		width, height          int64
	}{
		{"wide-light", "light", "en", 1440, 900},
		{"narrow-dark-rtl", "dark", "ar", 390, 844},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := chromium(t)
			do(t, ctx,
				emulation.SetDeviceMetricsOverride(c.width, c.height, 1, c.width < 800),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}),
				chromedp.Navigate(address), until(`!!document.querySelector("#go:not(:disabled)")`))
			visitViews(t, ctx, script, c.language)
		})
	}
}

// visitViews goes through the views and has each looked at.
func visitViews(t *testing.T, ctx context.Context, script, language string) {
	look := func(view string) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error { return inspect(ctx, t, view) })
	}
	ready := until(`document.querySelector("#go").classList.contains("stop") === false && !document.querySelector("#go").disabled`)
	made := chromedp.Tasks{until(`document.querySelector("#go").classList.contains("stop")`), ready, chromedp.Sleep(300 * time.Millisecond)}
	do(t, ctx, chromedp.Evaluate(script, nil), look("first"),
		mode(7), write("#language", language), chromedp.Evaluate(`document.querySelector("#language").dispatchEvent(new Event("change", {bubbles: true}))`, nil),
		chromedp.Sleep(300*time.Millisecond), look("settings"), click("#open-help"), look("shortcuts"), click("#close-help"),
		mode(1), click("#go"), made, dial("steps", 4), dial("prior-steps", 2),
		write("#prompt", "a quiet valley"), click("#go"), made, click("#info"), click(".more"), look("create"), click("#info"),
		dial("count", 4), click("#go"), made, look("sheet"),
		click(".frame"), mode(2), click("#use-0"), look("vary"),
		mode(3), click("#use-0"), click("#use-1"), dial("frames", 3), click("#go"), made, look("blend"),
		mode(4), click("#use-0"), click("#compare"), look("edit"), click("#compare"),
		mode(5), click("#use-0"), write("#label", "valley"), click("#add-label"), click("#go"), made, look("probe"),
		mode(6), chromedp.Sleep(300*time.Millisecond), click(".tile .square:last-child"), look("history"))
}

// inspect runs axe and reports what it finds.
func inspect(ctx context.Context, t *testing.T, view string) error {
	var found []string
	err := chromedp.Evaluate(fmt.Sprintf(`axe.run(document, {runOnly: %s}).then(r => r.violations.map(v =>
		v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120) + " | " + n.failureSummary.slice(0, 160)).join(" ; ")))`, rules), &found,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }).Do(ctx)
	for _, f := range found {
		t.Errorf("%s: %s", view, f)
	}
	t.Logf("%s: looked at", view)
	return err
}

// TestKeyboard goes from the first visit to a picture that is kept, found again
// and opened, with the keyboard alone.
func TestKeyboard(t *testing.T) {
	address, ctx := page(t), chromium(t)
	key := func(k string) chromedp.Action { return chromedp.KeyEvent(k) }
	tabTo := func(selector string) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error {
			for range 80 {
				var there bool
				if err := chromedp.Evaluate(fmt.Sprintf(`document.activeElement.matches(%q)`, selector), &there).Do(ctx); err != nil || there {
					return err
				}
				if err := chromedp.KeyEvent("\t").Do(ctx); err != nil {
					return err
				}
			}
			return fmt.Errorf("Tab does not reach %s", selector)
		})
	}
	do(t, ctx, chromedp.Navigate(address), label("Get the model"),
		tabTo("#go"), key("\r"), label("Pause"), label("Generate"),
		chromedp.Evaluate(`document.activeElement.blur()`, nil),
		tabTo("#prompt"), key("a red fox"), chromedp.KeyEvent("\r", chromedp.KeyModifiers(2)), label("Cancel"), label("Generate"),
		until(`document.querySelector(".stage").dataset.state === "picture"`),
		tabTo("#favourite"), key(" "), until(`document.querySelector("#favourite").getAttribute("aria-pressed") === "true"`),
		key("6"), until(`document.querySelector("#app").dataset.mode === "history"`),
		tabTo(".tile-open"), key("\r"), until(`document.querySelector("#app").dataset.mode === "create"`),
		until(`document.querySelector("#prompt").value === "a red fox"`),
		key("?"), until(`document.activeElement.id === "close-help"`), key("\x1b"), until(`document.querySelector(".shade").hidden`))
}
