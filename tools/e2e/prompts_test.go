//go:build browser

package e2e

import (
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// TestPrompts writes what people and cats write: each gives a picture or a
// clear line, and the page goes on.
func TestPrompts(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.install()
	v.dial("steps", 4)
	for _, c := range []struct{ name, prompt, refusal string }{
		{"empty", "", "Write a few words first"},
		{"blank", " \n\t\u00a0\u3000 ", "Write a few words first"},
		{"100 KB", strings.Repeat("a long story ", 8000), "of at most 1,000 characters"},
		{"3000 brackets", strings.Repeat("<", 3000), "of at most 1,000 characters"},
		{"1000 letters", strings.Repeat("x", 1000), ""},
		{"1000 capitals that grow", strings.Repeat("İ", 1000), ""},
		{"emoji", "🦊🎩 👩‍👩‍👧‍👦 🏳️‍🌈", ""},
		{"right to left", "تفاحة حمراء \u202e שלום", ""},
		{"NUL", "red\x00apple\x00", ""},
		{"only NUL", "\x00", ""},
		{"controls", "\x01\x02\x1b[31m\u007f\u2028\ufeff", ""},
		{"combining", "a" + strings.Repeat("\u0301", 900), ""},
		{"markup", `<img src=x onerror="alert(1)"><script>alert(1)</script>`, ""},
		{"end of text", "<|endoftext|><|startoftext|>", ""},
	} {
		ok := t.Run(c.name, func(t *testing.T) {
			v := &visitor{t, v.page}
			if c.refusal == "" {
				v.generate(c.prompt)
				t.Logf("status: %.80q", v.text(".status-text"))
				return
			}
			v.write(c.prompt)
			v.press()
			v.until(`document.querySelector(".status-text").textContent.includes("` + c.refusal + `")`)
			v.label("Generate")
		})
		if !ok {
			return // the page is stuck
		}
	}
	v.ask(`((p) => { p.value = "\ud800 half a pair"; p.dispatchEvent(new Event("input", { bubbles: true })); })(document.querySelector("#prompt"))`, nil)
	v.press()
	v.until(`document.querySelector("#go").textContent !== "Generate"`)
	v.label("Generate")
	t.Logf("half a surrogate pair: %.80q, %q", v.text(".status-text"), v.text(".problem"))
}
