package app

import (
	"slices"
	"strings"
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
	"unclip/web/session"
)

// TestDetailsTellWhatWasAsked opens the details of pictures of every mode: what
// differs from the model's own settings stands there, what plays no part does not.
func TestDetailsTellWhatWasAsked(t *testing.T) {
	v := ready(t)
	v.ToggleInfo()
	fresh := v.Session.Fresh()
	own := fresh.Plain()
	own.Prompt, own.Seed = "a red fox", "7"
	asked := own
	asked.Negative, asked.ImageGuidance, asked.Eta, asked.PriorSteps, asked.PriorGuidance, asked.Candidates = "a hat", 2, 0.5, 50, 6, 4
	blank := own
	blank.Prompt, blank.Eta = "", 0.25
	for _, c := range []struct {
		made       recipe.Recipe
		has, lacks []string
	}{
		{recipe.Recipe{Mode: "create", Request: own}, []string{"Words=a red fox", "Seed=7", "Sampler=DDIM", "Prior=Diffusion"},
			[]string{"Leave out", "Fresh noise", "Prior steps", "Prior guidance", "Candidates", "Strength of meaning", "Before", "Redraw"}},
		{recipe.Recipe{Mode: "create", Request: asked}, []string{"Leave out=a hat", "Strength of meaning=2", "Fresh noise=0.5",
			"Prior steps=50", "Prior guidance=6", "Candidates=4"}, nil},
		{recipe.Recipe{Mode: "vary", Request: blank, Of: "a boat"}, []string{"Picture=a boat", "Freedom=0.25"}, []string{"Words", "Sampler", "Prior", "Fresh noise"}},
		{recipe.Recipe{Mode: "blend", Request: own, Value: 0.5}, []string{"Place=0.5"}, []string{"Sampler", "Prior"}},
		{recipe.Recipe{Mode: "edit", Request: own, From: "a cat", Strength: 0.35, Value: 0.2}, []string{"Before=a cat", "Strength=0.2", "Prior=Diffusion"}, []string{"Sampler"}},
		{recipe.Recipe{Mode: recipe.Paint, Request: own, Strength: 0.8, Value: 0.8}, []string{"Redraw=0.8", "Prior=Diffusion"}, []string{"Sampler", "Before"}},
	} {
		v.Session.Put(&session.Shot{Recipe: c.made, Picture: bridge.Picture{Request: c.made.Request, Width: 64, Height: 64}})
		details := &PictureDetails{Desk: v.Desk}
		var lines, names []string
		for _, l := range details.Lines() {
			lines, names = append(lines, l.Name+"="+l.Value), append(names, l.Name)
		}
		for _, want := range c.has {
			if !slices.Contains(lines, want) {
				t.Errorf("%s: %q lacks %q", c.made.Mode, lines, want)
			}
		}
		for _, name := range c.lacks {
			if slices.Contains(names, name) {
				t.Errorf("%s: %q tells %s", c.made.Mode, lines, name)
			}
		}
		if link := strings.Contains(v.html(), `href="http://localhost/#p=a+red+fox`); link != c.made.FromWords() {
			t.Errorf("%s: a link: %v", c.made.Mode, link)
		}
	}
}
