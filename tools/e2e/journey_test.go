//go:build browser

package e2e

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/engine"
	"unclip/web/words"
)

// say is the page in English.
var say = words.Voice{Catalogue: words.Languages()[0], Grammar: words.Plain{}}

// profile is a folder for a browser that is started twice.
func profile(t *testing.T) string {
	dir, err := os.MkdirTemp("", "unclip-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 20 { // a dying browser still writes
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return dir
}

// TestJourney goes from the first visit to a saved picture, and comes back.
func TestJourney(t *testing.T) {
	s, dir := newSite(t), profile(t)
	t.Run("first visit", func(t *testing.T) { firstVisit(t, s, dir) })
	t.Run("second visit", func(t *testing.T) { secondVisit(t, s, dir) })
}

func firstVisit(t *testing.T, s *site, dir string) {
	v := visit(t, chromium(t, chrome.Options{Profile: dir}), s)
	want := "Get the model, " + say.Bytes(int(s.manifest.Bytes(engine.FirstPicture()...)))
	v.label(want)
	if n := s.weights(); len(n) != 0 {
		t.Errorf("sent before anybody asked: %v", n)
	}
	v.press()
	v.label("Generate")
	for name, n := range s.weights() {
		t.Logf("%s: %d bytes", name, n)
	}

	v.do(chromedp.SendKeys("#prompt", "red apple", chromedp.ByQuery))
	v.press()
	v.until(`document.querySelectorAll(".film .frame").length === 1`)
	v.label("Generate")
	seen := v.seen()
	t.Logf("looks of the stage: %q", seen.States)
	t.Logf("lines of status: %q", seen.Lines)
	for _, look := range []string{"empty", "forming", "picture"} {
		if !strings.Contains(strings.Join(seen.States, " "), look) {
			t.Errorf("the stage was never %q", look)
		}
	}
	if !seen.line(say.StatusCompile) && !seen.line(say.StatusText) {
		t.Error("no progress was shown")
	}
	if !seen.line("Made in ") {
		t.Error("no line says that the picture is done")
	}
	checkCanvas(v)
	cancels(v)
	saves(v)
	photograph(v, "e2e")
}

// checkCanvas looks for a picture on the canvas: a random model paints noise.
func checkCanvas(v *visitor) {
	v.t.Helper()
	var colours int
	v.ask(`((c) => new Set(new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer)).size)(document.querySelector(".stage canvas"))`, &colours)
	v.t.Logf("colours on the canvas: %d", colours)
	if colours < 16 {
		v.t.Errorf("the canvas shows %d colours", colours)
	}
}

// cancels stops a long run in the middle, then lets one finish.
func cancels(v *visitor) {
	v.t.Helper()
	v.dial("steps", 50)
	before := v.pictures()
	v.ask("witness.forget()", nil)
	v.press()
	v.ask(`witness.until(() => document.querySelector(".stage").dataset.state === "forming").then(() => document.querySelector("#go").click())`, nil)
	v.label("Generate")
	if n := v.pictures(); n != before {
		v.t.Errorf("a cancelled picture came: %d, were %d", n, before)
	}
	if problem := v.text(".problem"); problem != "" {
		v.t.Errorf("a cancel is shown as a problem: %s", problem)
	}
	v.dial("steps", 4)
	v.generate("red apple again")
}

// saves presses Download PNG and reads the file.
func saves(v *visitor) {
	v.t.Helper()
	name := v.saved("red-apple-again-*.png")
	data, err := os.ReadFile(name)
	if err != nil {
		v.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		v.t.Fatalf("%d bytes: %v", len(data), err)
	}
	for _, text := range []string{"parameters\x00red apple again\nSteps: 4", "Seed: ", "Model hash: ", "Model: tiny", "trainedAlgorithmicMedia"} {
		if !bytes.Contains(data, []byte(text)) {
			v.t.Errorf("the file lacks %q", text)
		}
	}
	v.t.Logf("saved %s, %v", filepath.Base(name), picture.Bounds().Size())
}

// saved presses Download PNG and waits for the file.
func (v *visitor) saved(pattern string) string {
	v.t.Helper()
	folder := v.t.TempDir()
	v.do(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(folder))
	v.click("#save")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if names, _ := filepath.Glob(filepath.Join(folder, pattern)); len(names) > 0 { // the pattern is valid
			return names[0]
		}
	}
	v.t.Fatalf("no file %s was saved", pattern)
	return ""
}

// photograph keeps a picture of the page under a name where UNCLIP_SCREENS says.
func photograph(v *visitor, name string) {
	folder := os.Getenv("UNCLIP_SCREENS")
	if folder == "" {
		return
	}
	var shot []byte
	v.do(chromedp.CaptureScreenshot(&shot))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), shot, 0o644); err != nil {
		v.t.Error(err)
	}
}

// secondVisit comes back with the same profile: no weights are asked for again.
func secondVisit(t *testing.T, s *site, dir string) {
	s.weights()
	v := visit(t, chromium(t, chrome.Options{Profile: dir}), s)
	v.label("Generate")
	watchFrames(v)
	sent := s.weights()
	t.Logf("bytes of weights on the second visit: %d", total(sent))
	if len(sent) > 0 {
		t.Errorf("sent again: %v", sent)
	}
}

// watchFrames makes a picture and measures the time between frames meanwhile;
// only a standstill fails the test.
func watchFrames(v *visitor) {
	v.t.Helper()
	v.ask("witness.forget()", nil)
	time.Sleep(time.Second)
	v.frames("at rest")
	v.dial("steps", 50)
	v.ask("witness.forget()", nil)
	v.generate("red apple")
	if longest := v.frames("while generating"); longest > 1000 {
		v.t.Errorf("the page stood still for %.0f ms", longest)
	}
}

// frames tells the times between frames since the witness forgot, in
// milliseconds, and returns the longest. 50 ms is the goal on an idle machine.
func (v *visitor) frames(when string) float64 {
	v.t.Helper()
	var f struct {
		Count    int
		Max, P99 float64
	}
	v.ask("witness.frames()", &f)
	v.t.Logf("time between frames %s: max %.0f ms, p99 %.0f ms of %d", when, f.Max, f.P99, f.Count)
	return f.Max
}

func total(sent map[string]int64) (n int64) {
	for _, bytes := range sent {
		n += bytes
	}
	return n
}
