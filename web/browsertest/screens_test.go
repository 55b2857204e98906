package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	screen "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestScreens takes pictures of the views, to be looked at.
func TestScreens(t *testing.T) {
	if *screens == "" {
		t.Skip("writes pictures; run with -browser -screens FOLDER")
	}
	address := page(t)
	for _, size := range []struct{ width, height int64 }{{1440, 900}, {820, 1180}, {390, 844}, {320, 640}} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%dx%d-%s", size.width, size.height, scheme), func(t *testing.T) {
				photograph(t, address, size.width, size.height, scheme)
			})
		}
	}
}

func photograph(t *testing.T, address string, width, height int64, scheme string) {
	ctx := chromium(t)
	shot := func(view string) chromedp.Action {
		return chromedp.Tasks{chromedp.Sleep(250 * time.Millisecond), capture(fmt.Sprintf("%s-%d-%s", view, width, scheme))}
	}
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	do(t, ctx,
		emulation.SetDeviceMetricsOverride(width, height, 1, width < 800),
		emulation.SetEmulatedMedia().WithFeatures(media),
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
	if width < 900 {
		do(t, ctx, click(".settings-key"), chromedp.WaitVisible(".drawer.open"), shot("drawer"))
	}
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

// capture writes what the window shows.
func capture(name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		data, err := screen.CaptureScreenshot().WithFormat(screen.CaptureScreenshotFormatWebp).WithQuality(80).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*screens, name+".webp"), data, 0o644)
	})
}
