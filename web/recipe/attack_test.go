package recipe

import (
	"errors"
	"strings"
	"testing"

	"unclip/wasm/bridge"
)

// TestAttackLinks: an address that anybody may have made up gives a request that
// the engine takes, or none.
func TestAttackLinks(t *testing.T) {
	for name, link := range map[string]string{
		"no prompt":                    "#seed=7",
		"prompt of 1,001 characters":   "#p=" + strings.Repeat("%E7%8B%90", bridge.MaxPromptRunes+1),
		"address of 64 KiB":            "#p=" + strings.Repeat("a", MaxText),
		"half an escape":               "#p=%F",
		"escape of no digits":          "#p=%zz",
		"bytes that are no text":       "#p=%FF%FE",
		"overlong slash":               "#p=..%C0%AF..%C0%AFetc",
		"lone surrogate":               "#p=%ED%A0%80",
		"seed with a sign":             "#p=a&seed=-1",
		"seed of 2^64":                 "#p=a&seed=18446744073709551616",
		"seed that is code":            "#p=a&seed=alert(1)",
		"steps in powers of ten":       "#p=a&steps=1e9",
		"steps beyond int":             "#p=a&steps=9223372036854775808",
		"a hundred thousand steps":     "#p=a&steps=100000",
		"fewer than no steps":          "#p=a&steps=-20",
		"guidance that is no number":   "#p=a&g=NaN",
		"endless guidance":             "#p=a&g=Inf",
		"guidance of 1e400":            "#p=a&g=1e400",
		"unknown sampler":              "#p=a&sampler=euler",
		"sampler of a prototype":       "#p=a&sampler=__proto__",
		"unknown prior":                "#p=a&prior=../prior",
		"a thousand pictures":          "#p=a&count=1000",
		"side of 2^31":                 "#p=a&size=2147483648",
		"a million candidates":         "#p=a&c=1000000",
		"model's name of a kilobyte":   "#p=a&m=" + strings.Repeat("m", 1024),
		"what to leave out, too long":  "#p=a&n=" + strings.Repeat("n", bridge.MaxPromptRunes+1),
		"mode that there is not":       "#p=a&mode=settings",
		"mode of a prototype":          "#p=a&mode=__proto__",
		"mode and no words":            "#mode=create",
		"strength that no edit has":    "#p=a&mode=edit&s=7",
		"strength of no painting":      "#p=a&mode=paint&s=1.5",
		"strength that is no number":   "#s=NaN&p=a&mode=paint",
		"start of 1,001 characters":    "#p=a&mode=edit&from=" + strings.Repeat("f", bridge.MaxPromptRunes+1),
		"second seed behind the first": "#p=a&seed=7&seed=x",
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := ParseLink(link, sample.Request); !errors.Is(err, ErrFormat) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// TestAttackRecipes: likewise what a picture or a history says of itself.
func TestAttackRecipes(t *testing.T) {
	good := sample.JSON()
	with := func(old, by string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in %s", old, good)
		}
		return strings.Replace(good, old, by, 1)
	}
	for name, text := range map[string]string{
		"nothing":                    "",
		"a list":                     "[]",
		"a page":                     "<script>alert(1)</script>",
		"nested ten thousand deep":   strings.Repeat(`{"request":`, 10_001),
		"64 KiB and a byte":          `{"mode":"` + strings.Repeat("a", MaxText) + `"}`,
		"cut off":                    good[:len(good)/2],
		"two of them":                good + good,
		"prompt that is a number":    with(`"Prompt":"`, `"Prompt":1,"x":"`),
		"steps beyond the limit":     with(`"Steps":20`, `"Steps":1001`),
		"guidance beyond the limit":  with(`"Guidance":4.5`, `"Guidance":1e9`),
		"guidance beyond numbers":    with(`"Guidance":4.5`, `"Guidance":1e999`),
		"seed with spaces":           with(`"Seed":"1844`, `"Seed":" 1844`),
		"mode of a kilobyte":         with(`"mode":"create"`, `"mode":"`+strings.Repeat("m", 1024)+`"`),
		"title of 1,001 characters":  with(`"mode":"create"`, `"mode":"vary","of":"`+strings.Repeat("o", bridge.MaxPromptRunes+1)+`"`),
		"strength that no edit has":  with(`"mode":"create"`, `"mode":"edit","strength":7`),
		"strength of no painting":    with(`"mode":"create"`, `"mode":"paint","strength":7`),
		"prompt of 1,001 characters": with(`"Negative":"text"`, `"Negative":"`+strings.Repeat("n", bridge.MaxPromptRunes+1)+`"`),
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := ParseJSON(text); !errors.Is(err, ErrFormat) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}
