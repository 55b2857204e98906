package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	screen "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// corners are the windows that every view has to fit: from a desk to the smallest
// phone, with the longest words and with those that are written from right to left.
var corners = []look{
	{"wide-light", 1440, 900, "light", "en"},
	{"low-dark", 1280, 720, "dark", "de"},
	{"tablet-light", 820, 1180, "light", "es"},
	{"tablet-dark", 820, 1180, "dark", "ar"},
	{"phone-light", 390, 844, "light", "en"},
	{"phone-dark", 390, 844, "dark", "ar"},
	{"small-light", 320, 640, "light", "de"},
	{"small-dark", 320, 640, "dark", "es"},
	{"small-english", 320, 640, "light", "en"},
	{"small-arabic", 320, 640, "dark", "ar"},
}

// TestScreens walks through the views with the practice engine: each fits every
// corner. With -screens it leaves pictures, to be looked at.
func TestScreens(t *testing.T) {
	address, ctx := page(t), chromium(t)
	shot := func(view string) chromedp.Action { return album(t, view, corners) }
	do(t, ctx, corners[0].wear(),
		chromedp.Navigate(address), label("Get the model"), shot("first"),
		chromedp.Click("#go"), label("Generate"), dial("steps", 4), dial("prior-steps", 2),
		picture(0), picture(2), picture(4), click("#info"), shot("picture"), click("#info"),
		dial("count", 9), click(".chip"), click("#go"), finished("Generate"), shot("sheet"),
		click(".frame"), mode(2), click("#use-0"), shot("vary-start"), dial("count", 9), click("#go"), finished("Vary"), shot("vary"))
	do(t, ctx,
		click(".frame"), mode(3), click("#use-0"), click(".frame:nth-child(1)"), click("li:nth-child(4) .frame"), click("#use-1"),
		click("#go"), finished("Blend"), shot("blend"),
		mode(4), click("#use-0"), write("#prompt", "a valley in the snow"), click("#go"), finished("Edit"), click("#compare"), shot("edit"),
		click("#compare"), mode(5), click("#use-0"), label1("valley"), label1("sea"), label1("iPod"), click("#go"), finished("Look"), shot("probe"),
		mode(6), chromedp.Sleep(400*time.Millisecond), shot("history"),
		mode(7), chromedp.Sleep(200*time.Millisecond), shot("settings"), click("#open-help"), shot("shortcuts"), click("#close-help"),
		mode(1), write("#prompt", "out of memory"), click("#go"), chromedp.WaitVisible(".problem"), shot("problem"))
	do(t, ctx, corners[6].wear(), click(".settings-key"), chromedp.WaitVisible(".drawer.open"), album(t, "drawer", corners[4:]))
}

// click presses an element that a finger could reach.
func click(selector string) chromedp.Action {
	return chromedp.Tasks{
		until(fmt.Sprintf(`!!document.querySelector(%q)`, selector)),
		chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).click()`, selector), nil),
		chromedp.Sleep(60 * time.Millisecond),
	}
}

// mode presses a button of the rail, counted from one.
func mode(n int) chromedp.Action { return click(fmt.Sprintf(".rail li:nth-child(%d) button", n)) }

// dial moves a range.
func dial(id string, value float64) chromedp.Action { return write("#"+id, fmt.Sprint(value)) }

// write puts a text into a field and leaves it.
func write(selector, text string) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Evaluate(fmt.Sprintf(`((e, v) => { e.value = v; for (const name of ["input", "change"]) e.dispatchEvent(new Event(name, {bubbles: true})) })(document.querySelector(%q), %q)`, selector, text), nil),
		chromedp.Sleep(60 * time.Millisecond),
	}
}

// label1 adds a label to the probe.
func label1(text string) chromedp.Action {
	return chromedp.Tasks{write("#label", text), click("#add-label")}
}

// finished waits until the engine has worked and rests.
func finished(verb string) chromedp.Action {
	return chromedp.Tasks{label("Cancel"), label(verb), chromedp.Sleep(200 * time.Millisecond)}
}

// picture makes one from an example.
func picture(example int) chromedp.Action {
	return chromedp.Tasks{
		click(fmt.Sprintf(".examples li:nth-child(%d) .chip", example+1)),
		click("#go"), finished("Generate"),
	}
}

// album looks at a view in every look, and goes back to the first.
func album(t *testing.T, view string, looks []look) chromedp.Action {
	var all chromedp.Tasks
	for _, l := range looks {
		all = append(all, l.wear(), fits(t, view+"-"+l.name), capture(view+"-"+l.name))
	}
	return append(all, looks[0].wear())
}

// misfits names what a window does not show whole: elements outside of it that no
// scrolling box holds, words that are cut off without a sign, and broken characters.
const misfits = `(() => {
  const wide = document.documentElement.clientWidth, found = []
  if (document.body.innerText.includes("\ufffd")) found.push("a character is cut in two")
  const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className ? "." + String(e.className).split(" ").join(".") : "") + " " + JSON.stringify(e.textContent.trim().slice(0, 30))
  const held = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false }
  if (document.documentElement.scrollWidth > wide) found.push("the page scrolls sideways, " + document.documentElement.scrollWidth + " in " + wide)
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e)
    if (!e.checkVisibility({visibilityProperty: true}) || box.width <= 1) continue
    if ((box.right > wide + 1 || box.left < -1) && style.position !== "fixed" && !held(e)) found.push("outside: " + name(e))
    if (e.matches(".actions") && wide >= 900 && e.scrollWidth > e.clientWidth) found.push("hidden where a mouse does not scroll: " + name(e.lastElementChild))
    if (e.matches(".mode span") && e.scrollWidth > e.clientWidth) found.push("shortened: " + name(e))
    if (e.matches("button, label, summary, select, h1, h2, h3, dt, dd") && style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && e.scrollWidth > e.clientWidth + 1) found.push("cut off: " + name(e))
  }
  return found
})()`

// fits fails the test where a view does not fit the window, and goes on.
func fits(t *testing.T, name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var found []string
		err := chromedp.Evaluate(misfits, &found).Do(ctx)
		for _, misfit := range found {
			t.Errorf("%s: %s", name, misfit)
		}
		return err
	})
}

// capture writes what the window shows, where -screens asks for it.
func capture(name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if *screens == "" {
			return nil
		}
		data, err := screen.CaptureScreenshot().WithFormat(screen.CaptureScreenshotFormatWebp).WithQuality(80).Do(ctx)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(*screens, 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*screens, name+".webp"), data, 0o644)
	})
}
