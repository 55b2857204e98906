package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
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
		return capture(t, fmt.Sprintf("%s-%d-%s.png", view, width, scheme))
	}
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	do(t, ctx,
		emulation.SetDeviceMetricsOverride(width, height, 1, width < 800),
		emulation.SetEmulatedMedia().WithFeatures(media),
		chromedp.Navigate(address), label("Get the model"), shot("first"),
		chromedp.Click("#go"), chromedp.Sleep(1500*time.Millisecond), shot("download"), label("Generate"),
		picture(0), picture(2), picture(4), shot("picture"),
		chromedp.Evaluate(`document.querySelector(".more").click()`, nil), chromedp.Click(".chip"), chromedp.Click("#go"),
		until(`document.querySelector(".stage").dataset.state === "forming"`),
		chromedp.Sleep(1300*time.Millisecond), shot("forming"), label("Generate"),
		chromedp.Evaluate(`(p => { p.value += " out of memory"; p.dispatchEvent(new Event("input")) })(document.querySelector("#prompt"))`, nil),
		chromedp.Click("#go"), chromedp.WaitVisible(".problem"), shot("problem"))
	if width < 900 {
		do(t, ctx, chromedp.Click(".settings-key"), chromedp.WaitVisible(".drawer.open"), shot("settings"))
	}
}

// picture makes one from an example.
func picture(example int) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll(".chip")[%d].click()`, example), nil),
		chromedp.Sleep(100 * time.Millisecond),
		chromedp.Click("#go"), label("Cancel"), label("Generate"), chromedp.Sleep(300 * time.Millisecond),
	}
}

func capture(t *testing.T, name string) chromedp.Action {
	var data []byte
	return chromedp.Tasks{
		chromedp.CaptureScreenshot(&data),
		chromedp.ActionFunc(func(context.Context) error {
			return os.WriteFile(filepath.Join(*screens, name), data, 0o644)
		}),
	}
}
