package recipe

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"unclip/wasm/bridge"
)

var sample = Recipe{Mode: "create", Model: "sticker 0a1b2c", Request: bridge.Generate{ID: 1,
	Prompt: "a fox & a “hat”, 50% + snow\nلون", Negative: "text", Seed: "18446744073709551615", Count: 3, Steps: 20,
	Guidance: 4.5, ImageGuidance: 4.5, PriorSteps: 25, PriorGuidance: 2, Candidates: 2, Sampler: bridge.DPM, Eta: 0.25,
	Prior: bridge.PriorDiffusion, Size: 64, UpsampleSteps: 6}}

func TestRoundTrips(t *testing.T) {
	link, err := ParseLink(sample.Link(), bridge.Generate{})
	if err != nil || !reflect.DeepEqual(*link, sample) {
		t.Errorf("%s\ncame back as %+v, %v", sample.Link(), link, err)
	}
	file, err := ParseJSON(sample.JSON())
	if err != nil || !reflect.DeepEqual(*file, sample) {
		t.Errorf("%s\ncame back as %+v, %v", sample.JSON(), file, err)
	}
}

// TestLinksOfEdits writes how pictures were changed, and not what has no place in
// other modes.
func TestLinksOfEdits(t *testing.T) {
	for _, c := range []struct {
		mode, prompt, from string
		strength           float64
	}{
		{"edit", "a fox in the snow", "a fox & a hat", 0.35},
		{"edit", "a fox in the snow", "", 0},
		{Paint, "a hat", "", 0.8},
		{"vary", "", "", 0},
		{"blend", "", "", 0},
		{"probe", "a fox", "", 0},
	} {
		made := sample
		made.Mode, made.From, made.Strength, made.Request.Prompt = c.mode, c.from, c.strength, c.prompt
		link := made.Link()
		got, err := ParseLink(link, bridge.Generate{})
		if err != nil || !reflect.DeepEqual(*got, made) {
			t.Errorf("%s\ncame back as %+v, %v", link, got, err)
		}
	}
	made, err := ParseLink("#from=a+fox&s=7&p=a+cat", sample.Request)
	if err != nil || made.From != "" || made.Strength != 0 {
		t.Errorf("a picture from words came back as %+v, %v", made, err)
	}
	if link := sample.Link(); strings.Contains(link, "mode=") || strings.Contains(link, "s=0") {
		t.Errorf("a picture from words says more than it must: %s", link)
	}
}

// TestGuidanceOfLinks: who asks for one strength means that of both.
func TestGuidanceOfLinks(t *testing.T) {
	for link, want := range map[string]float64{"#p=a&g=6": 6, "#p=a&g=6&ig=2": 2, "#p=a&ig=2": 2, "#p=a": 4.5} {
		r, err := ParseLink(link, sample.Request)
		if err != nil || r.Request.ImageGuidance != want {
			t.Errorf("%s: %+v, %v", link, r, err)
		}
	}
}

// TestTitles names pictures without words after those that they were made from.
func TestTitles(t *testing.T) {
	for _, c := range []struct{ prompt, of, want string }{
		{"a fox", "", "a fox"}, {"a fox", "a boat", "a fox"}, {"", "a boat", "a boat"}, {"", "", ""},
	} {
		made := Recipe{Mode: "vary", Of: c.of, Request: sample.Request}
		made.Request.Prompt = c.prompt
		got, err := ParseJSON(made.JSON())
		if err != nil || got.Title() != c.want || *got != made {
			t.Errorf("%+v came back as %+v, %v", made, got, err)
		}
	}
}

// TestPaintedOver reads how pictures were painted over: with any share of the
// noise, and from files that still call it an edit.
func TestPaintedOver(t *testing.T) {
	for mode, want := range map[string]string{Paint: Paint, "edit": Paint} {
		made := sample
		made.Mode, made.Strength = mode, 1
		got, err := ParseJSON(made.JSON())
		if err != nil || got.Mode != want || got.Strength != 1 {
			t.Errorf("%s came back as %+v, %v", mode, got, err)
		}
	}
	words := sample
	words.Mode, words.From, words.Strength = "edit", "a cat", 0.35
	if got, err := ParseJSON(words.JSON()); err != nil || got.Mode != "edit" {
		t.Errorf("an edit by words came back as %+v, %v", got, err)
	}
}

func TestLinks(t *testing.T) {
	cases := []struct {
		link, prompt string // no prompt: an error
	}{
		{"#p=a+cat&seed=7", "a cat"},
		{"p=a%20cat", "a cat"},
		{"#p=caf%C3%A9&utm_source=x", "café"},
		{"#seed=7", ""},
		{"#p=a&seed=-1", ""},
		{"#p=a&steps=1e9", ""},
		{"#p=a&steps=100000", ""},
		{"#p=a&g=NaN", ""},
		{"#p=a&sampler=euler", ""},
		{"#p=%F", ""}, {"#p=%zz", ""}, {"#p=%FF", ""},
		{"#p=" + strings.Repeat("a", bridge.MaxPromptRunes+1), ""},
		{"#p=" + strings.Repeat("a", MaxText), ""},
	}
	for _, c := range cases {
		r, err := ParseLink(c.link, sample.Request)
		if c.prompt == "" {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%.60s: %v", c.link, err)
			}
			continue
		}
		if err != nil || r.Request.Prompt != c.prompt || r.Request.Steps != 20 {
			t.Errorf("%s: %+v, %v", c.link, r, err)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add(sample.Link())
	f.Add("#p=a&seed=7&g=1e400")
	f.Add("#mode=edit&p=a+wolf&from=a+fox&s=0.3")
	f.Add("#mode=paint&s=1&ig=NaN")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseLink(text, sample.Request)
		if err != nil {
			return
		}
		if again, err := ParseLink(r.Link(), bridge.Generate{}); err != nil || again.Link() != r.Link() {
			t.Fatalf("%q came back as %+v, %v", r.Link(), again, err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add(sample.JSON())
	f.Add(`{"request":{"Prompt":1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseJSON(text)
		if err != nil {
			return
		}
		if again, err := ParseJSON(r.JSON()); err != nil || again.JSON() != r.JSON() {
			t.Fatalf("%q came back as %+v, %v", r.JSON(), again, err)
		}
	})
}

func TestDigest(t *testing.T) {
	for edition, want := range map[string]string{"stickers nano 0.5 0123abcdef": "0123abcdef", "stickers nano 0.5": "", "": "", "x 1 0123ABCDEF": "", "0123abcdef": "0123abcdef"} {
		if got := Digest(edition); got != want {
			t.Errorf("%q: %q, want %q", edition, got, want)
		}
	}
}
