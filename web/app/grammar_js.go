package app

import (
	"math"
	"syscall/js"
	"time"

	"unclip/wasm/jsx"
	"unclip/web/words"
)

// grammar is the browser's knowledge of a language.
type grammar struct {
	plural, date js.Value
	decimals     [4]js.Value
}

// newGrammar asks the browser for a language; one that knows none of them gets
// along with plain numbers.
func newGrammar(tag string) words.Grammar {
	g := &grammar{}
	_, err := jsx.Try(func() js.Value {
		intl := js.Global().Get("Intl")
		g.plural = intl.Get("PluralRules").New(tag)
		g.date = intl.Get("DateTimeFormat").New(tag, map[string]any{"dateStyle": "long"})
		for digits := range g.decimals {
			g.decimals[digits] = intl.Get("NumberFormat").New(tag, map[string]any{"maximumFractionDigits": digits})
		}
		return js.Null()
	})
	if err != nil {
		return words.Plain{}
	}
	return g
}

// Decimal writes a number with at most digits behind its point.
func (g *grammar) Decimal(x float64, digits int) string {
	return g.decimals[min(max(digits, 0), len(g.decimals)-1)].Call("format", x).String()
}

// Category is the plural category of a count.
func (g *grammar) Category(n int) string { return g.plural.Call("select", n).String() }

// Date writes the day of a time, and how many days ago that was.
func (g *grammar) Date(ms int64) (text string, ago int) {
	when := js.Global().Get("Date").New(float64(ms))
	offset := when.Call("getTimezoneOffset").Float() * 60_000
	day := func(ms float64) int { return int(math.Floor((ms - offset) / 86_400_000)) }
	return g.date.Call("format", when).String(), day(float64(time.Now().UnixMilli())) - day(float64(ms))
}
