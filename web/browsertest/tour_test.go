package browsertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// look is one way to look at the page.
type look struct {
	name          string
	width, height int64
	scheme        string
	language      string
}

// looks are those of a tour: desk, tablet and phone, light and dark, and one that
// is written from right to left. Under docs lies a selection.
var looks = []look{
	{"wide-light", 1440, 900, "light", "en"},
	{"wide-dark", 1440, 900, "dark", "en"},
	{"tablet-light", 820, 1180, "light", "en"},
	{"tablet-dark", 820, 1180, "dark", "en"},
	{"phone-light", 390, 844, "light", "en"},
	{"phone-dark", 390, 844, "dark", "en"},
	{"wide-arabic", 1440, 900, "light", "ar"},
}

// TestRealScreens walks through every view with the embedded model; with
// -screens it takes a picture of each in every look.
func TestRealScreens(t *testing.T) {
	needTour(t)
	address, ctx := page(t), chromium(t)
	do(t, ctx, looks[0].wear(),
		chromedp.Navigate(address), label("Get the model"), album(t, "first", worn()), click("#go"), label("Generate"),
		dial("steps", 8), dial("prior-steps", 8), album(t, "ready", worn()),
		dial("count", 4), write("#seed", "7"), write("#prompt", "a red apple"), click("#go"), finished("Generate"), album(t, "sheet", worn()),
		click(".film li:last-child .frame"), click("#info"), album(t, "picture", worn()), click("#info"),
		write("#prompt", "a penguin, flat"), dial("count", 1), click("#go"), label("Cancel"),
		until(`document.querySelector(".stage").dataset.state === "forming"`), album(t, "forming", worn()), finished("Generate"))
	do(t, ctx, click("#to-vary"), album(t, "vary-start", worn()), dial("count", 4), click("#go"), finished("Vary"), album(t, "vary", worn()),
		click(".film li:nth-child(5) .frame"), click("#to-blend"), album(t, "blend-start", worn()), click(".film li:last-child .frame"), click("#use-1"),
		dial("frames", 5), click("#go"), finished("Blend"), click(".film li:nth-child(3) .frame"), album(t, "blend", worn()),
		click(".film li:last-child .frame"), click("#to-edit"), album(t, "edit-start", worn()), write("#prompt", "pineapple"),
		dial("frames", 3), click("#go"), finished("Edit"), click("#compare"), album(t, "edit", worn()), click("#compare"),
		click("#to-edit"), click("#settings input[value=paint]"), album(t, "paint", worn()), click("#settings input[value=words]"))
	do(t, ctx, click(".film li:last-child .frame"), click("#to-probe"), album(t, "probe-start", worn()),
		label1("apple"), label1("banana"), label1("iPod"), write("#stamp", "iPod"), click("#stamp-now"), chromedp.Sleep(time.Second),
		click("#go"), finished("Look"), album(t, "probe", worn()),
		mode(6), chromedp.Sleep(600*time.Millisecond), album(t, "history", worn()),
		mode(7), chromedp.Sleep(200*time.Millisecond), album(t, "settings", worn()), click("#open-help"), album(t, "shortcuts", worn()), click("#close-help"))
}

// needTour skips what draws with the embedded model, unless the page has it.
func needTour(t *testing.T) {
	t.Helper()
	if !*real {
		t.Skip("draws with the embedded model; tools/check runs it with -browser -real")
	}
}

// worn are the looks of a tour: one where nobody asks for pictures.
func worn() []look {
	if *screens == "" {
		return looks[:1]
	}
	return looks
}

// wear changes the window to a look.
func (l look) wear() chromedp.Action {
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}
	return chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(l.width, l.height, 1, l.width < 800),
		emulation.SetEmulatedMedia().WithFeatures(media),
		chromedp.Evaluate(fmt.Sprintf(`((e) => { if (e && e.value !== %[1]q) { e.value = %[1]q; e.dispatchEvent(new Event("change", {bubbles: true})) } })(document.querySelector("#language"))`, l.language), nil),
		chromedp.Sleep(350 * time.Millisecond),
	}
}
