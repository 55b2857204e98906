package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

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
	address := pageBehind(t, nested)
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
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}))
			do(t, ctx, chromedp.Navigate(address+noSpace[1:]), rests, chromedp.Evaluate(script, nil), refusedViews(t))
			do(t, ctx, chromedp.Navigate(address), rests, chromedp.Evaluate(script, nil), judged(t, "first"),
				modelViews(t, c.language), workViews(t), albumViews(t))
		})
	}
}

// noSpace is where the practice engine finds no room for its model.
const noSpace = "/no-space/"

// nested serves the page there, too.
func nested(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(noSpace, http.StripPrefix(noSpace[:len(noSpace)-1], h))
	mux.Handle("/", h)
	return mux
}

var (
	// rests waits until the main button can be pressed and stops nothing.
	rests = until(`document.querySelector("#go:not(:disabled):not(.stop)") !== null`)
	// works waits until it would stop something.
	works = until(`document.querySelector("#go.stop") !== null`)
	made  = chromedp.Tasks{works, rests, chromedp.Sleep(300 * time.Millisecond)}
)

// judged lets axe look at a view, from its end: on a phone the prompt stands over
// what scrolls behind it, and only there over nothing.
func judged(t *testing.T, view string) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Evaluate(`document.scrollingElement.scrollTo(0, 1e6)`, nil),
		chromedp.ActionFunc(func(ctx context.Context) error { return inspect(ctx, t, view) }),
	}
}

// refusedViews ask for a model that there is no room for, and take it for a visit.
func refusedViews(t *testing.T) chromedp.Tasks {
	return chromedp.Tasks{click("#go"), chromedp.WaitVisible("#for-visit"), judged(t, "no room"),
		mode(7), judged(t, "no room, settings"), mode(1), click("#for-visit"), made, chromedp.WaitVisible("#badge"), judged(t, "this visit only")}
}

// modelViews get the model with a pause in between, and ask whether to delete it.
func modelViews(t *testing.T, language string) chromedp.Tasks {
	return chromedp.Tasks{
		mode(7), write("#language", language), chromedp.Sleep(300 * time.Millisecond), judged(t, "settings"),
		click("#open-help"), judged(t, "shortcuts"), click("#close-help"),
		mode(1), click("#go"), works, judged(t, "download"), click("#go"), rests, judged(t, "paused"),
		click("#go"), made, chromedp.WaitVisible("#badge"), judged(t, "offline"),
		mode(7), click("#remove"), judged(t, "delete the model"), click("#remove-no"), mode(1)}
}

// workViews make something in every mode.
func workViews(t *testing.T) chromedp.Tasks {
	return chromedp.Tasks{dial("steps", 4), dial("prior-steps", 2),
		write("#prompt", "a quiet valley"), click("#go"), made, click("#info"), click(".more"), judged(t, "create"), click("#info"),
		click("#settings input[value=ar]"), click("#go"), made, judged(t, "codes"), click("#settings input[value=diffusion]"),
		dial("count", 4), click("#go"), made, judged(t, "sheet"), click("#grid"), click("#go"), works, judged(t, "grid"), made, click("#grid"),
		click(".frame"), mode(2), click("#use-0"), label1("valley"), dial("count", 4), click("#go"), made, judged(t, "vary"),
		click(".frame"), mode(3), click("#use-0"), click("#use-1"), dial("frames", 3), click("#go"), made, judged(t, "blend"),
		mode(4), click("#use-0"), click("#compare"), judged(t, "edit"), click("#compare"),
		click("#settings input[value=paint]"), judged(t, "paint"), click("#settings input[value=words]"),
		mode(5), click("#use-0"), label1("sea"), dial("ladder", 4), click("#go"), made, judged(t, "probe")}
}

// albumViews look at what is kept, and ask whether to delete one.
func albumViews(t *testing.T) chromedp.Tasks {
	return chromedp.Tasks{mode(6), chromedp.Sleep(300 * time.Millisecond), click(".tile .square:last-child"), judged(t, "history")}
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
	guidance := `document.querySelector("#guidance").value`
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
		tabTo("#surprise"), key("?"), focused("#close-help"), key("\t"), key("6"), focused("#close-help, body"),
		key("\x1b"), until(`document.querySelector(".shade").hidden`), focused("#surprise"),
		key("6"), tabTo(".tile .square:last-child"), key("\r"), focused("#delete-no"), key("\x1b"), focused(".tile .square:last-child"),
		key("1"), tabTo(".settings-key"), key("\r"), tabTo("#guidance"), key(kb.ArrowRight), until(guidance+`=== "4.5"`), key(kb.Delete), until(guidance+`=== "4"`))
}

// focused waits until an element has the focus.
func focused(selector string) chromedp.Action {
	return until(fmt.Sprintf(`document.activeElement.matches(%q)`, selector))
}
