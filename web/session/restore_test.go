package session

import (
	"testing"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// TestRestoreLeavesOtherModesTheirSettings: the sampler that variations force is
// nobody's choice.
func TestRestoreLeavesOtherModesTheirSettings(t *testing.T) {
	for mode, want := range map[string]Choices{
		string(Vary):   {Sampler: bridge.DPM, Eta: 0.5, Free: 0.25},
		string(Blend):  {Sampler: bridge.DPM, Eta: 0.5, Free: 1},
		recipe.Paint:   {Sampler: bridge.DPM, Eta: 0.25, Free: 1},
		string(Create): {Sampler: bridge.DDIM, Eta: 0.25, Free: 1},
	} {
		s := New()
		s.Choices.Sampler, s.Choices.Eta = bridge.DPM, 0.5
		g := s.Choices.request()
		g.Sampler, g.Eta = bridge.DDIM, 0.25
		s.Restore(&recipe.Recipe{Mode: mode, Request: g})
		if got := s.Choices; got.Sampler != want.Sampler || got.Eta != want.Eta || got.Free != want.Free {
			t.Errorf("%s: %s, eta %g, freedom %g", mode, got.Sampler, got.Eta, got.Free)
		}
	}
}

// TestRestoreBringsTheWayOfAnEditBack opens a picture that was painted over, and
// one that was turned towards words: neither changes the other's settings.
func TestRestoreBringsTheWayOfAnEditBack(t *testing.T) {
	before := Defaults()
	before.From, before.Strength, before.Redraw = "a cat", 0.2, 0.4
	painted, turned := before, before
	painted.Method, painted.Redraw = Paint, 0.9
	turned.From, turned.Strength = "a dog", 0.3
	for _, c := range []struct {
		message bridge.Message
		want    Choices
	}{
		{&bridge.Repaint{Strength: 0.9}, painted},
		{&bridge.TextDiff{From: "a dog", Strength: 0.3}, turned},
	} {
		s := New()
		s.Choices = before
		s.current = &Job{message: c.message}
		made := s.recipe(&bridge.Picture{Request: before.request()})
		s.Choices.Method = Words
		s.Restore(&made)
		got := s.Choices
		if got.Method != c.want.Method || got.Redraw != c.want.Redraw || got.From != c.want.From || got.Strength != c.want.Strength {
			t.Errorf("%+v restored as %+v", made, got)
		}
	}
}

// TestRecipesOfAnotherModelAreTold: by the digest, or by name and version where a
// recipe is from before there were digests in them.
func TestRecipesOfAnotherModelAreTold(t *testing.T) {
	for _, c := range []struct {
		edition string
		differs bool
	}{
		{"sticker 0.5 0123abcdef", false},
		{"sticker 0.5", false},
		{"", false},
		{"sticker 0.5 ffff000000", true}, // the same, stored in fewer bits
		{"karlo 0.5", true},
		{"sticker 1.0.5", true},
		{"0.5", true},
		{"karlo 0.5 0123abcdef", true},
	} {
		s := inPhase(bridge.Ready)
		if got := s.differs(c.edition); got != c.differs {
			t.Errorf("%q differs: %t", c.edition, got)
		}
	}
	if New().differs("sticker 0.5") {
		t.Error("a recipe differs from no model")
	}
}

// TestRestoreLeavesOtherModesTheirWords opens in Create what several modes have made:
// their words go where they belong, and a recipe without any takes none away.
func TestRestoreLeavesOtherModesTheirWords(t *testing.T) {
	for _, c := range []struct {
		mode         Mode
		prompt       string
		create, vary string
	}{
		{Create, "a ship", "a ship", "a sail"},
		{Vary, "", "a boat", "a sail"},
		{Vary, "a ship", "a boat", "a ship"},
		{Blend, "", "a boat", "a sail"},
	} {
		s := New()
		s.Prompt, s.written[Vary] = "a boat", "a sail"
		g := s.Choices.request()
		g.Prompt = c.prompt
		s.Restore(&recipe.Recipe{Mode: string(c.mode), Request: g})
		if s.Prompt != c.create || s.written[Vary] != c.vary {
			t.Errorf("%s %q: %q in Create, %q in Vary", c.mode, c.prompt, s.Prompt, s.written[Vary])
		}
	}
}
