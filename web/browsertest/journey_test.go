package browsertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

// TestJourney goes from the first visit to a saved file.
func TestJourney(t *testing.T) {
	address, ctx, folder := page(t), chromium(t), t.TempDir()
	var alt string
	do(t, ctx,
		cdpbrowser.SetDownloadBehavior(cdpbrowser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(folder),
		chromedp.Navigate(address), label("Get the model, 10 MB"),
		chromedp.Click("#go"), label("Pause"), label("Generate"),
		chromedp.Click(".chip"), until(`document.querySelector("#prompt").value === "a red fox, flat"`))
	trace, err := chrome.StartTrace(ctx)
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx,
		chromedp.Click("#go"), label("Cancel"),
		until(`document.querySelector(".stage").dataset.state === "forming"`),
		label("Generate"))
	tasks, err := trace.End(ctx, 1)
	if err != nil || len(tasks) == 0 {
		t.Fatalf("%d tasks: %v", len(tasks), err)
	}
	t.Logf("longest task of the page while generating: %.0f ms of its own, %.0f ms by the clock", tasks[0].Own, tasks[0].Wall)
	if tasks[0].Own > 50 {
		t.Errorf("the page stood still for %.0f ms: %s", tasks[0].Own, tasks[0].Parts)
	}
	do(t, ctx,
		until(`document.querySelector("canvas").width === 512`),
		chromedp.AttributeValue(".stage", "aria-label", &alt, nil),
		until(`document.querySelectorAll(".frame img[src^='blob:']").length === 1`),
		click("#save"))
	if alt != "Generated picture: a red fox, flat" {
		t.Errorf("the stage is labelled %q", alt)
	}
	checkFile(t, folder)
}

// checkFile waits for the saved picture and looks for its words.
func checkFile(t *testing.T, folder string) {
	for range 50 {
		names, _ := filepath.Glob(filepath.Join(folder, "a-red-fox-flat-*.png"))
		if len(names) == 1 {
			data, err := os.ReadFile(names[0])
			if err != nil || !strings.Contains(string(data), "parameters\x00a red fox, flat\nSteps: 20, Sampler: ddim") {
				t.Errorf("the file does not say how it was made (%v)", err)
			}
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("no file was saved")
}

// TestCancelAndFailure stops a picture, then lets one fail.
func TestCancelAndFailure(t *testing.T) {
	address, ctx := page(t), chromium(t)
	var title string
	do(t, ctx,
		chromedp.Navigate(address), label("Get the model"), chromedp.Click("#go"), label("Generate"),
		chromedp.SendKeys("#prompt", "a quiet street"),
		chromedp.KeyEvent("\r", chromedp.KeyModifiers(2)), label("Cancel"),
		chromedp.KeyEvent("\x1b"), label("Generate"),
		chromedp.SendKeys("#prompt", " out of memory"), chromedp.Click("#go"),
		chromedp.WaitVisible(".problem"), chromedp.Text(".problem-title", &title), label("Generate"))
	if title != "Your GPU ran out of memory" {
		t.Errorf("the panel says %q for %s", title, bridge.NoMemory)
	}
}
