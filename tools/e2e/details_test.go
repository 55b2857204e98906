//go:build browser

package e2e

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"unclip/tools/browsertest/chrome"
)

// TestDetails tries what only a real browser can show: files that are dropped,
// pasted and copied, a mask by pointer and by keys, a stamped word, codes as
// they are drawn, and work that goes on after a reload.
func TestDetails(t *testing.T) {
	v := visit(t, chromium(t, chrome.Options{}), newSite(t))
	v.do(browser.GrantPermissions([]browser.PermissionType{browser.PermissionTypeClipboardReadWrite, browser.PermissionTypeClipboardSanitizedWrite}),
		emulation.SetFocusEmulationEnabled(true))
	v.install()
	v.dial("steps", 4)
	v.generate("red apple")
	for _, c := range []struct {
		name string
		try  func(*visitor)
	}{
		{"copy and paste", (*visitor).copiesAndPastes}, {"drop a foreign picture", (*visitor).dropsForeign},
		{"drop a picture of the page", (*visitor).dropsOwn}, {"share", (*visitor).shares},
		{"mask", (*visitor).masks}, {"stamp", (*visitor).stamps}, {"codes", (*visitor).drawsCodes},
		{"grid", (*visitor).grids}, {"compare", (*visitor).compares}, {"tokens", (*visitor).countsTokens},
		{"surprise", (*visitor).surprises}, {"reload", (*visitor).reloads},
	} {
		if !t.Run(c.name, func(t *testing.T) { c.try(&visitor{t, v.page}) }) {
			return // the page is in no state that the rest expects
		}
	}
}

// mode waits until the page is in a mode.
func (v *visitor) mode(name string) { v.t.Helper(); v.until(`app.dataset.mode === ` + quote(name)) }

// enter presses the n-th button of the rail.
func (v *visitor) enter(n int) {
	v.t.Helper()
	v.click(fmt.Sprintf(".rail li:nth-child(%d) button", n))
}

// copiesAndPastes sends a picture through the clipboard into a well.
func (v *visitor) copiesAndPastes() {
	v.click("#copy")
	v.until(`witness.text(".status-text") === ` + quote(say.Copied))
	v.ask(`document.activeElement.blur()`, nil)
	paste := input.DispatchKeyEvent(input.KeyRawDown).WithKey("v").WithModifiers(input.ModifierCtrl).WithCommands([]string{"paste"})
	v.do(paste)
	v.mode("vary")
	v.filled(0)
}

// filled waits for a picture in a well.
func (v *visitor) filled(place int) {
	v.t.Helper()
	v.until(fmt.Sprintf(`document.querySelector('.well[data-place="%d"] img').src.startsWith("blob:")`, place))
}

// drop lets a file fall onto an element.
func (v *visitor) drop(path, selector string) {
	v.t.Helper()
	var at struct{ X, Y float64 }
	v.ask(fmt.Sprintf(`((b) => ({ x: b.x + b.width / 2, y: b.y + b.height / 2 }))((e => (e.scrollIntoView({block: "center"}), e.getBoundingClientRect()))(document.querySelector(%s)))`, quote(selector)), &at)
	data := &input.DragData{Files: []string{path}, DragOperationsMask: 1, Items: []*input.DragDataItem{}}
	for _, kind := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
		v.do(input.DispatchDragEvent(kind, at.X, at.Y, data))
	}
}

// dropsForeign drops a drawing onto the second well of a blend.
func (v *visitor) dropsForeign() {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 24))
	for i := range 40 * 24 {
		m.SetNRGBA(i%40, i/40, color.NRGBA{uint8(6 * (i % 40)), uint8(10 * (i / 40)), 90, 255})
	}
	path := filepath.Join(v.t.TempDir(), "drawing.png")
	f, err := os.Create(path)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := png.Encode(f, m); err != nil {
		v.t.Fatal(err)
	}
	f.Close()
	v.enter(3)
	v.drop(path, `.well[data-place="1"]`)
	v.filled(1)
	v.dial("frames", 3)
	before := v.pictures()
	v.press()
	v.made(before + 3)
}

// made waits for the film strip to hold n pictures, and for rest.
func (v *visitor) made(n int) {
	v.t.Helper()
	v.until(fmt.Sprintf(`witness.pictures() === %d && witness.idle() || witness.shown(".problem")`, n))
	if problem := v.text(".problem"); problem != "" {
		v.t.Fatal(problem)
	}
}

// dropsOwn saves a picture, forgets its words, and drops it back.
func (v *visitor) dropsOwn() {
	v.enter(1)
	v.generate("two red apples")
	var seed string
	v.ask(`document.querySelector("#seed").value`, &seed)
	path := v.saved("two-red-apples-*.png")
	v.write("")
	v.dial("steps", 9)
	v.ask(`document.querySelector(".seed-row button").click()`, nil)
	v.drop(path, ".stage")
	v.until(fmt.Sprintf(`document.querySelector("#prompt").value === "two red apples" && document.querySelector("#seed").value === %s && document.querySelector("#steps").value === "4"`, quote(seed)))
}

// shares takes the place of the device's share sheet, which this browser lacks.
func (v *visitor) shares() {
	v.ask(`Object.assign(navigator, { canShare: () => true, share: async ({ files: [f] }) => { witness.shared = { name: f.name, type: f.type, text: await f.text() } } }) && null`, nil)
	v.click(".film .frame")
	v.click("#share")
	v.until(`witness.shared`)
	var ok bool
	v.ask(`witness.shared.type === "image/png" && witness.shared.name.endsWith(".png") && witness.shared.text.includes("trainedAlgorithmicMedia")`, &ok)
	if !ok {
		v.t.Error("what was shared is no signed picture")
	}
	v.until(`witness.text(".status-text") === ` + quote(say.Shared))
}

// painted is how many pixels of the mask are covered.
func (v *visitor) painted() (n int) {
	v.t.Helper()
	v.ask(`((c) => new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer).filter((p) => p).length)(document.querySelector("#mask canvas"))`, &n)
	return n
}

// masks paints over a picture by pointer and by keys, then has it made anew.
func (v *visitor) masks() {
	v.click("#to-edit")
	v.click("input[value=paint]")
	v.until(`document.activeElement.id === "mask"`)
	var at struct{ X, Y float64 }
	v.ask(`((b) => ({ x: b.x + b.width / 4, y: b.y + b.height / 4 }))((document.querySelector("#mask").scrollIntoView({block: "center"}), document.querySelector("#mask").getBoundingClientRect()))`, &at)
	v.do(chromedp.MouseEvent(input.MousePressed, at.X, at.Y, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseMoved, at.X+60, at.Y, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseReleased, at.X+60, at.Y, chromedp.ButtonLeft))
	pointer := v.painted()
	for range 8 {
		v.do(chromedp.KeyEvent(kb.ArrowDown))
	}
	moved := v.painted()
	v.do(chromedp.KeyEvent(" "))
	dotted := v.painted()
	for range 4 {
		v.do(chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(input.ModifierShift)))
	}
	stroked := v.painted()
	if pointer == 0 || moved != pointer || dotted <= moved || stroked <= dotted {
		v.t.Errorf("painted %d pixels by pointer, %d behind moving, %d by a dot, %d by a stroke", pointer, moved, dotted, stroked)
	}
	v.write("apple")
	before := v.pictures()
	v.press()
	v.made(before + 1)
}

// stamps writes a word onto a picture and asks what it is taken for.
func (v *visitor) stamps() {
	v.click("#to-probe")
	v.label1("apple")
	v.set("#stamp", "le")
	v.click("#stamp-now")
	v.until(`witness.text('.well[data-place="0"] .well-name').endsWith(": le")`)
	v.press()
	v.until(`[...document.querySelectorAll(".bars .bar-number")].filter((e) => e.textContent.includes("%")).length >= 2 && witness.idle()`)
	v.enter(2) // beside variations the labels stay
	v.dial("count", 1)
	before := v.pictures()
	v.press()
	v.made(before + 1)
	v.until(`witness.shown(".bars") && witness.text(".bars .bar-number").includes("%")`)
}

// drawsCodes lets the autoregressive prior work.
func (v *visitor) drawsCodes() {
	v.enter(1)
	v.click(".more")
	v.click("input[value=ar]")
	v.generate("red apple")
	v.until(`witness.shown(".codes") && document.querySelector(".code-bars path").getAttribute("d").split("M").length === 7`)
	v.click("input[value=diffusion]")
}

// grids asks for guidance by seed and saves the sheet as one picture.
func (v *visitor) grids() {
	v.click("#grid")
	before := v.pictures()
	v.press()
	v.made(before + 12)
	if path := v.saved("red-apple-sheet*.png"); path != "" {
		f, err := os.Open(path)
		if err != nil {
			v.t.Fatal(err)
		}
		defer f.Close()
		c, err := png.DecodeConfig(f)
		if err != nil || c.Width*4 != c.Height*3 {
			v.t.Errorf("the sheet of three columns and four rows is %d × %d, %v", c.Width, c.Height, err)
		}
	}
	v.click("#grid")
}

// compares puts two pictures side by side, then one over the other.
func (v *visitor) compares() {
	v.click(".film .frame")
	v.click("#compare")
	v.click(".film li:last-child .frame")
	v.until(`((c) => c.width === 2 * c.height)(document.querySelector(".stage canvas"))`)
	v.click("#beside")
	v.until(`((c) => c.width === c.height)(document.querySelector(".stage canvas"))`)
	v.set("#wipe", 30)
	v.click("#compare")
	v.until(`!witness.shown("#wipe")`)
}

// countsTokens writes more than the model reads.
func (v *visitor) countsTokens() {
	v.write("red apple " + manyWords(90) + " tail")
	v.until(`witness.shown(".cut") && witness.text(".cut").includes("tail") && document.querySelector(".tokens .over")`)
	v.write("red apple")
	v.until(`!witness.shown(".cut") && witness.text(".tokens").includes("75")`)
}

func manyWords(n int) string {
	text := "apple"
	for range n {
		text += " apple"
	}
	return text
}

// surprises throws the dice, and takes an example of the gallery.
func (v *visitor) surprises() {
	v.write("")
	v.click("#surprise")
	v.until(`document.querySelector("#prompt").value !== ""`)
	v.click(".chip")
	v.until(`document.querySelector("#prompt").value === witness.text(".chip")`)
}

// reloads interrupts variations and goes on with them in the next page.
func (v *visitor) reloads() {
	v.click(".film .frame")
	v.click("#to-vary")
	v.dial("count", 3)
	v.dial("steps", 50)
	before := v.pictures()
	v.press()
	v.until(fmt.Sprintf(`witness.pictures() > %d && JSON.parse(witness.work()[0])[0].inputs.length === 1`, before))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := v.page.Run(ctx, chromedp.Reload()); err != nil {
		v.t.Fatal(err)
	}
	v.label("Generate")
	v.click("#resume")
	v.mode("vary")
	v.filled(0)
	v.until(`witness.pictures() >= 1 && witness.idle()`)
	if n := v.pictures(); n < 1 || n > 2 {
		v.t.Errorf("%d pictures after the reload; the first had come", n)
	}
	v.until(`witness.work().length === 0`)
}
