//go:build browser

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// TestOperations does each operation once with the embedded model, all on one
// page: few steps, since it asks whether they work and not how well they paint.
func TestOperations(t *testing.T) {
	v := visit(t, chromium(t, chrome.Options{}), newStickers(t))
	v.still("install", v.install)
	v.still("start", func() { v.do(chromedp.Reload()); v.label("Generate") })
	v.dial("steps", 4)
	v.dial("prior-steps", 4)
	for _, o := range []struct {
		name string
		act  func(v *visitor)
		made string // is true when the work is done
	}{
		{"create", func(v *visitor) { v.write("red apple"); v.dial("count", 2); v.press() }, `witness.pictures() === 2`},
		{"vary", func(v *visitor) { v.click(".film .frame"); v.click("#to-vary"); v.dial("count", 2); v.press() }, `witness.pictures() === 4`},
		{"blend", func(v *visitor) {
			v.click(".film .frame")
			v.click("#to-blend")
			v.click(".film li:last-child .frame")
			v.click("#use-1")
			v.dial("frames", 3)
			v.press()
		}, `witness.pictures() === 7 && witness.shown("#scrub")`},
		{"edit", func(v *visitor) { v.click("#to-edit"); v.write("pineapple"); v.press() }, `witness.pictures() === 10 && witness.shown("#scrub")`},
		{"scrub", func(v *visitor) { // drafts are not kept; where the slider rests is
			for _, strength := range []float64{0.2, 0.3, 0.4} {
				v.set("#strength", strength)
			}
		}, `witness.pictures() === 11`},
		{"paint", func(v *visitor) {
			v.click("input[value=paint]")
			v.dial("count", 1)
			v.write("pineapple")
			v.press()
		}, `witness.pictures() === 12`},
		{"enlarge", func(v *visitor) { v.enter(1); v.click("input[value='256']"); v.press() }, `witness.pictures() === 13`},
		{"probe", func(v *visitor) {
			v.click("input[value='64']") // six rungs need no more
			v.click("#to-probe")
			v.label1("apple")
			v.label1("pineapple")
			v.press()
		}, `document.querySelectorAll(".captions li").length > 3 && witness.text(".bars .bar-number").includes("%")`},
	} {
		if !t.Run(o.name, func(t *testing.T) { (&visitor{t, v.page}).operate(o.act, o.made) }) {
			return // what follows builds on it
		}
	}
}

// operate does one operation and measures the time between frames meanwhile.
func (v *visitor) operate(act func(*visitor), made string) {
	v.t.Helper()
	v.ask("witness.forget()", nil)
	v.still("meanwhile", func() {
		act(v)
		v.until(fmt.Sprintf(`(%s) && witness.idle() || witness.shown(".problem")`, made))
	})
	if problem := v.text(".problem"); problem != "" {
		v.t.Fatal(problem)
	}
	v.frames("meanwhile")
	checkCanvas(v)
}

// still does something and tells the longest task of the page's main thread
// meanwhile, of which it allows 50 ms: by the task's own time, since a busy machine
// is no fault of the page.
func (v *visitor) still(when string, act func()) {
	v.t.Helper()
	trace, err := chrome.StartTrace(v.page.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	act()
	tasks, err := trace.End(v.page.Context(), 1)
	if err != nil || len(tasks) == 0 {
		v.t.Fatalf("%d tasks: %v", len(tasks), err)
	}
	v.t.Logf("longest task of the page %s: %.0f ms of its own, %.0f ms by the clock, %s", when, tasks[0].Own, tasks[0].Wall, tasks[0].Parts)
	if tasks[0].Own > 50 {
		v.t.Errorf("%s the page stood still for %.0f ms", when, tasks[0].Own)
	}
}
