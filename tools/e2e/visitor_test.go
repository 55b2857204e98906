//go:build browser

package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

//go:embed witness.js
var witness string

// patience bounds every wait; only a stuck page reaches it.
const patience = 4 * time.Minute

// console collects what the pages of a browser report, and fails the test for
// errors that nobody caught, but for expected ones.
type console struct {
	t        *testing.T
	expected []string // how they begin
	mu       sync.Mutex
	over     bool
	lines    []string
}

func (c *console) line(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.lines = append(c.lines, text)
	}
}

func (c *console) judge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	for _, l := range c.lines {
		c.t.Logf("console: %s", l)
		expected := slices.ContainsFunc(c.expected, func(start string) bool { return strings.HasPrefix(l, start) })
		if !expected && (strings.HasPrefix(l, "uncaught") || strings.Contains(l, "panic:") || strings.HasPrefix(l, "page:")) {
			c.t.Errorf("the page reports %s", l)
		}
	}
}

// chromium starts a browser for a test; expected is how its pages' complaints begin.
func chromium(t *testing.T, o chrome.Options, expected ...string) *chrome.Browser {
	t.Helper()
	c := &console{t: t, expected: expected}
	o.Console = c.line
	b := chrome.Test(t, o)
	t.Cleanup(c.judge)
	return b
}

// visitor is somebody in front of the page.
type visitor struct {
	t    *testing.T
	page *chrome.Page
}

// visit opens a tab on a site.
func visit(t *testing.T, b *chrome.Browser, s *site) *visitor {
	t.Helper()
	p, err := b.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t, p}
	t.Cleanup(func() {
		for _, violation := range v.seen().Violations {
			policy.violations.Add(1)
			t.Errorf("the page broke its policy: %s", violation)
		}
		p.Close()
	})
	v.do(chromedp.ActionFunc(witnessed))
	v.do(chromedp.Navigate(s.URL))
	return v
}

// witnessed lets the witness into every document that a tab opens.
func witnessed(ctx context.Context) error {
	_, err := page.AddScriptToEvaluateOnNewDocument(witness).Do(ctx)
	return err
}

func (v *visitor) do(actions ...chromedp.Action) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := v.page.Run(ctx, actions...); err != nil {
		v.t.Fatalf("%v\nthe page says: %s", err, v.sight())
	}
}

// ask evaluates an expression of the page.
func (v *visitor) ask(expression string, out any) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := v.page.Evaluate(ctx, expression, out); err != nil {
		v.t.Fatalf("%v\nthe page says: %s", err, v.sight())
	}
}

// until waits for a condition of the page.
func (v *visitor) until(condition string) {
	v.t.Helper()
	v.ask("witness.until(() => "+condition+")", nil)
}

// sight is what stands on the page, for failures.
func (v *visitor) sight() string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var text string
	if err := v.page.Evaluate(ctx, "document.body.innerText", &text); err != nil {
		return err.Error()
	}
	return text
}

// label waits for the main button to say something and to be pressable.
func (v *visitor) label(text string) {
	v.t.Helper()
	v.until(fmt.Sprintf(`(b => b && !b.disabled && b.textContent.startsWith(%s))(document.querySelector("#go"))`, quote(text)))
}

// press is a click on the main button.
func (v *visitor) press() { v.t.Helper(); v.do(chromedp.Click("#go", chromedp.ByQuery)) }

// write puts words into the prompt, of any kind and length.
func (v *visitor) write(text string) {
	v.t.Helper()
	v.set("#prompt", text)
}

// dial moves a setting.
func (v *visitor) dial(name string, value int) { v.t.Helper(); v.set("#"+name, value) }

// set puts a value into a field, as typing or turning would.
func (v *visitor) set(selector string, value any) {
	v.t.Helper()
	v.ask(fmt.Sprintf(`((d) => { d.value = %s; d.dispatchEvent(new Event("input", { bubbles: true })); })(document.querySelector(%s))`,
		quote(fmt.Sprint(value)), quote(selector)), nil)
}

// click presses an element once it is there to be pressed.
func (v *visitor) click(selector string) {
	v.t.Helper()
	v.until(fmt.Sprintf(`((e) => e && !e.disabled && e.checkVisibility())(document.querySelector(%s))`, quote(selector)))
	v.ask(fmt.Sprintf(`document.querySelector(%s).click()`, quote(selector)), nil)
}

// label1 adds a label to tell apart.
func (v *visitor) label1(text string) {
	v.t.Helper()
	v.set("#label", text)
	v.click("#add-label")
}

// text is the text of an element, "" if it is hidden.
func (v *visitor) text(selector string) (text string) {
	v.t.Helper()
	v.ask(fmt.Sprintf(`((e) => e && !e.hidden ? e.textContent : "")(document.querySelector(%s))`, quote(selector)), &text)
	return text
}

// pictures counts the film strip.
func (v *visitor) pictures() (n int) {
	v.t.Helper()
	v.ask(`document.querySelectorAll(".film .frame").length`, &n)
	return n
}

// install gets the model.
func (v *visitor) install() {
	v.t.Helper()
	v.label("Get the model")
	v.press()
	v.label("Generate")
}

// generate asks for a picture and waits for it.
func (v *visitor) generate(prompt string) {
	v.t.Helper()
	before := v.pictures()
	v.write(prompt)
	v.press()
	v.until(fmt.Sprintf(`document.querySelectorAll(".film .frame").length > %d || document.querySelector(".problem")?.hidden === false`, before))
	v.label("Generate")
	if problem := v.text(".problem"); problem != "" {
		v.t.Fatalf("%.50q: %s", prompt, problem)
	}
}

// sights is what the witness wrote down.
type sights struct{ States, Lines, Violations []string }

func (v *visitor) seen() (s sights) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := v.page.Evaluate(ctx, "witness.seen()", &s); err != nil {
		v.t.Errorf("the page does not answer: %v", err)
	}
	return s
}

// line tells whether a status line with these words was shown.
func (s sights) line(text string) bool {
	return slices.ContainsFunc(s.Lines, func(l string) bool { return strings.Contains(l, text) })
}

// quote writes a string for JavaScript.
func quote(s string) string {
	text, _ := json.Marshal(s) // strings always encode
	return string(text)
}
