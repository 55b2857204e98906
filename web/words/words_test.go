package words

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"unclip/wasm/bridge"
)

var plain = Voice{&english, Plain{}}

func TestFigures(t *testing.T) {
	cases := []struct{ got, want string }{
		{plain.Bytes(0), "0 B"}, {plain.Bytes(999), "999 B"}, {plain.Bytes(1000), "1 kB"}, {plain.Bytes(999_499), "999 kB"},
		{plain.Bytes(1_000_000), "1 MB"}, {plain.Bytes(9_940_000), "9.9 MB"}, {plain.Bytes(10_400_000), "10 MB"},
		{plain.Bytes(1_750_000_000), "1.8 GB"},
		{plain.Seconds(0.04), "0 s"}, {plain.Seconds(3.21), "3.2 s"}, {plain.Seconds(12.3), "12 s"},
		{plain.Seconds(150), "2 min"}, {plain.Seconds(7200), "2 h"},
		{plain.Left(0), "1 s"}, {plain.Left(3.2), "4 s"}, {plain.Left(130), "3 min"},
		{Attribute(4), "4"}, {Attribute(2.5), "2.5"},
		{plain.Counted(1, plain.Pictures), "1 picture"}, {plain.Counted(9, plain.Pictures), "9 pictures"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestCataloguesAreWhole looks for blanks, for formats that take other
// arguments than the English ones, and for raised voices.
func TestCataloguesAreWhole(t *testing.T) {
	want := texts(&english)
	for _, c := range Languages() {
		got := texts(c)
		for name, text := range got {
			if text == "" || strings.Contains(text, "!") || strings.Contains(text, "¡") {
				t.Errorf("%s: %s is %q", c.Tag, name, text)
			}
			if verbs(text) != verbs(want[name]) && !strings.HasPrefix(name, "Pictures") {
				t.Errorf("%s: %s is %q where English has %q", c.Tag, name, text, want[name])
			}
		}
		for name := range want {
			if _, ok := got[name]; !ok && !strings.HasPrefix(name, "Pictures") {
				t.Errorf("%s: %s is missing", c.Tag, name)
			}
		}
	}
}

// TestControlsNameTheirPlace wants every control to say where in the paper it
// comes from, or that it does not, in every language alike.
func TestControlsNameTheirPlace(t *testing.T) {
	ours := []string{"count", "seed", "language", "diagnostics", "history", "settings"} // the page's, not the model's
	english := english.Controls
	for _, l := range Languages() {
		for _, c := range l.Controls {
			if slices.Contains(ours, c.Name) {
				continue
			}
			control, _ := english.Of(c.Name)
			if !place.MatchString(control.Help) {
				t.Errorf("%s names no place in the paper: %q", c.Name, control.Help)
			}
			if got, want := number.FindAllString(c.Said.Help, -1), number.FindAllString(control.Help, -1); !slices.Equal(got, want) {
				t.Errorf("%s: %s names %q, in English %q: %q", l.Tag, c.Name, got, want, c.Said.Help)
			}
		}
	}
}

// place is where a help says that a control comes from, number what all
// languages have in common of it.
var (
	place  = regexp.MustCompile(`(Figures?|Section|Appendix) [\dC].*\.$|Beyond the paper\.$`)
	number = regexp.MustCompile(`\d+(\.\d+)?|\bC\.$`)
)

func verbs(text string) int { return strings.Count(text, "%") - 2*strings.Count(text, "%%") }

// texts lists every text of a catalogue by its path.
func texts(c *Catalogue) map[string]string {
	found := map[string]string{}
	var visit func(path string, v reflect.Value)
	visit = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			found[path] = v.String()
		case reflect.Struct:
			for i := range v.NumField() {
				visit(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice: // a Table, or texts
			for i := range v.Len() {
				if v.Index(i).Kind() == reflect.Struct {
					visit(path+"."+v.Index(i).FieldByName("Name").String(), v.Index(i).FieldByName("Said"))
				}
			}
		}
	}
	v := reflect.ValueOf(*c)
	for i := range v.NumField() {
		visit(v.Type().Field(i).Name, v.Field(i))
	}
	return found
}

func TestEveryChoiceHasAName(t *testing.T) {
	for _, value := range append(bridge.Samplers[:], bridge.Priors[:]...) {
		if _, ok := english.Choices.Of(value); !ok {
			t.Errorf("%q has no name", value)
		}
	}
}

func TestEveryFailureHasWords(t *testing.T) {
	for _, code := range bridge.Failures {
		if p, _ := english.Problems.Of(code); p.Title == "" || p.Message == "" || p.Advice == "" {
			t.Errorf("%q has no words: %+v", code, p)
		}
	}
}

func TestLanguagesAreFound(t *testing.T) {
	for tag, want := range map[string]string{"en-GB": "en", "EN": "en", "de-AT": "de", "es": "es", "ar-EG": "ar", "tlh": "en", "": "en"} {
		if got := ForTag(tag).Tag; got != want {
			t.Errorf("%q speaks %q, want %q", tag, got, want)
		}
	}
}

// familiar finds where German says du: by pronouns and by commands to one friend.
var familiar = regexp.MustCompile(`(?i)(^|[^\p{L}])(du|dich|dir|dein(e[mnrs]?)?|schließe?|wähle?|kopiere?|importiere?|versuche?|lade?|nimm|öffne|prüfe?|drücke?|schreibe?|überrasche?|hole?|mache?|bleibe?)([^\p{L}]|$)`)

func TestGermanSaysSie(t *testing.T) {
	for name, text := range texts(&german) {
		if found := familiar.FindString(text); found != "" {
			t.Errorf("%s says%q: %q", name, found, text)
		}
	}
}

// TestTextsNameTheirPlaces wants texts that send visitors somewhere to call the
// place as the page does.
func TestTextsNameTheirPlaces(t *testing.T) {
	for _, l := range Languages() {
		settings, _ := l.Controls.Of("settings")
		for _, code := range []string{"internal", "wrong-numbers"} {
			if p, _ := l.Problems.Of(code); !strings.Contains(p.Advice, settings.Label) {
				t.Errorf("%s: %s does not send to %s: %q", l.Tag, code, settings.Label, p.Advice)
			}
		}
		from, _ := l.Controls.Of("from")
		prior, _ := l.Controls.Of("prior")
		if words, _ := l.Choices.Of("text"); !strings.Contains(strings.ToLower(from.Help), strings.ToLower(prior.Label)) || !strings.Contains(from.Help, words) {
			t.Errorf("%s: from does not name the choice %s of %s: %q", l.Tag, words, prior.Label, from.Help)
		}
	}
}

// TestBrowsersAreNamed wants the advice to those without WebGPU to name the same
// versions in every language, of systems that came later too.
func TestBrowsersAreNamed(t *testing.T) {
	want := []string{"113", "113", "26", "121", "144", "141", "145"}
	for _, l := range Languages() {
		p, _ := l.Problems.Of("no-webgpu")
		if got := number.FindAllString(p.Advice, -1); !slices.Equal(got, want) || !strings.Contains(p.Advice, "Android") || !strings.Contains(p.Advice, "Linux") {
			t.Errorf("%s names %q: %q", l.Tag, got, p.Advice)
		}
	}
}
