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

// looks are those of the pictures under docs: desk and phone, light and dark,
// and one that is written from right to left.
var looks = []look{
	{"wide-light", 1440, 900, "light", "en"},
	{"wide-dark", 1440, 900, "dark", "en"},
	{"tablet-light", 820, 1180, "light", "en"},
	{"phone-light", 390, 844, "light", "en"},
	{"phone-dark", 390, 844, "dark", "en"},
	{"wide-arabic", 1440, 900, "light", "ar"},
}

// TestRealScreens walks through every view with the embedded model and takes a
// picture of each in every look; run it with -browser -real -screens FOLDER.
func TestRealScreens(t *testing.T) {
	needTour(t)
	address, ctx := page(t), chromium(t)
	do(t, ctx, looks[0].wear(),
		chromedp.Navigate(address), label("Get the model"), album(t, "first", looks), click("#go"), label("Generate"),
		dial("steps", 8), dial("prior-steps", 8), album(t, "ready", looks),
		dial("count", 4), write("#seed", "7"), write("#prompt", "a red apple"), click("#go"), finished("Generate"), album(t, "sheet", looks),
		click(".film li:last-child .frame"), click("#info"), album(t, "picture", looks), click("#info"),
		write("#prompt", "a penguin, flat"), dial("count", 1), click("#go"), label("Cancel"),
		until(`document.querySelector(".stage").dataset.state === "forming"`), album(t, "forming", looks), finished("Generate"))
	do(t, ctx, click("#to-vary"), album(t, "vary-start", looks), dial("count", 4), click("#go"), finished("Vary"), album(t, "vary", looks),
		click(".film li:nth-child(5) .frame"), click("#to-blend"), album(t, "blend-start", looks), click(".film li:last-child .frame"), click("#use-1"),
		dial("frames", 5), click("#go"), finished("Blend"), click(".film li:nth-child(3) .frame"), album(t, "blend", looks),
		click(".film li:last-child .frame"), click("#to-edit"), album(t, "edit-start", looks), write("#prompt", "pineapple"),
		dial("frames", 3), click("#go"), finished("Edit"), click("#compare"), album(t, "edit", looks), click("#compare"),
		click("#to-edit"), click("#settings input[value=paint]"), album(t, "paint", looks), click("#settings input[value=words]"))
	do(t, ctx, click(".film li:last-child .frame"), click("#to-probe"), album(t, "probe-start", looks),
		label1("apple"), label1("banana"), label1("iPod"), write("#stamp", "iPod"), click("#stamp-now"), chromedp.Sleep(time.Second),
		click("#go"), finished("Look"), album(t, "probe", looks),
		mode(6), chromedp.Sleep(600*time.Millisecond), album(t, "history", looks),
		mode(7), chromedp.Sleep(200*time.Millisecond), album(t, "settings", looks), click("#open-help"), album(t, "shortcuts", looks), click("#close-help"))
}

// needTour skips what only writes pictures, unless they are wanted.
func needTour(t *testing.T) {
	t.Helper()
	if *screens == "" || !*real {
		t.Skip("writes pictures; run with -browser -real -screens FOLDER")
	}
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
