package widget

import (
	"regexp"
	"strings"
	"testing"

	"unclip/web/words"
)

// TestPhrasesAreWhole: the activated widget says in each of the page's languages
// what it says in English, with as many numbers, and quietly.
func TestPhrasesAreWhole(t *testing.T) {
	var phrases map[string]map[string]any
	node(t, `return (await import("./phrases.js")).phrases;`, &phrases)
	if len(phrases) != len(words.Languages()) {
		t.Errorf("%d languages, the page has %d", len(phrases), len(words.Languages()))
	}
	want := flat(phrases["en"])
	for _, l := range words.Languages() {
		got := flat(phrases[l.Tag])
		if len(got) != len(want) {
			t.Errorf("%s: %d phrases of %d", l.Tag, len(got), len(want))
		}
		for name, english := range want {
			text := got[name]
			if text == "" || l.Tag != "en" && text == english || strings.ContainsAny(text, "!¡") || strings.Count(text, "#") != strings.Count(english, "#") {
				t.Errorf("%s: %s is %q where English has %q", l.Tag, name, text, english)
			}
			if n, m := versions.FindAllString(text, -1), versions.FindAllString(english, -1); strings.Join(n, " ") != strings.Join(m, " ") {
				t.Errorf("%s: %s names %q, in English %q", l.Tag, name, n, m)
			}
		}
	}
}

var versions = regexp.MustCompile(`\d+`)

// flat lists phrases, those of problems by their codes.
func flat(phrases map[string]any) map[string]string {
	all := map[string]string{}
	for name, said := range phrases {
		switch said := said.(type) {
		case string:
			all[name] = said
		case map[string]any:
			for code, text := range said {
				all[code], _ = text.(string)
			}
		}
	}
	return all
}

// TestErrorsAreExplained: visitors hear of what they can do something about in
// their language, and the makers of the page of their own mistakes as they come.
func TestErrorsAreExplained(t *testing.T) {
	var got []string
	node(t, `
		const { explained, filled, phrases } = await import("./phrases.js");
		return [explained({ code: "stalled", message: "m" }, "de"), explained({ code: "bad-request", message: "seed is not valid.", advice: "" }, "de"),
			explained({ code: "busy", message: "The engine is at work.", advice: "Wait." }, "es"), explained(new TypeError("x is undefined"), "en"), explained({ code: 8, message: "m" }, "ar"),
			filled(phrases.de.download, "de", 1234567, 12e6), filled(phrases.en.ask, "en", 9e6), filled(phrases.en.drawing, "en", 1, 2)];`, &got)
	for i, want := range []string{"Das Herunterladen ist abgebrochen.", "seed is not valid.", "The engine is at work. Wait.", "Something went wrong.", "حدث خطأ ما",
		"Lädt 1,2 von 12 MB", "This downloads 9 MB once.", "Drawing"} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("%q, want %q", got[i], want)
		}
	}
}
