package session

import (
	"cmp"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// recipe is how a picture of the request under way is made.
func (s *Session) recipe(m *bridge.Picture) recipe.Recipe {
	r := recipe.Recipe{Mode: string(Create), Request: m.Request, Model: m.Model, Value: m.Value}
	switch q := s.current.message.(type) {
	case *bridge.Vary:
		r.Mode = string(Vary)
	case *bridge.Blend:
		r.Mode = string(Blend)
	case *bridge.TextDiff:
		r.Mode, r.From, r.Strength = string(Edit), q.From, q.Strength
	case *bridge.Repaint:
		r.Mode, r.Strength = recipe.Paint, q.Strength
	case *bridge.Probe:
		r.Mode = string(Probe)
	}
	if r.Request.Prompt == "" {
		r.Of = named(s.current.wells[:ModeOf(&r).Places()])
	}
	return r
}

// Restore takes the words and settings of a recipe over. The words belong to the
// mode that it was made in; a recipe without any takes none away from another mode.
func (s *Session) Restore(r *recipe.Recipe) {
	switch m, prompt := ModeOf(r), r.Request.Prompt; {
	case m == s.Mode:
		s.Prompt = prompt
	case prompt != "":
		s.written[m] = prompt
	}
	s.RestoreSettings(r)
}

// RestoreSettings takes the settings of a recipe over. The notice says when it
// comes from another model.
func (s *Session) RestoreSettings(r *recipe.Recipe) {
	g := r.Request
	t := &s.Choices
	s.chosen = true
	t.Negative, t.Seed, t.KeepSeed = g.Negative, g.Seed, true
	t.Steps, t.Guidance, t.PriorSteps, t.PriorGuidance = float64(g.Steps), g.Guidance, float64(g.PriorSteps), g.PriorGuidance
	t.Candidates, t.Prior, t.Size = float64(g.Candidates), g.Prior, g.Size
	t.Count, t.Grid, t.UpsampleSteps = float64(g.Count), false, float64(g.UpsampleSteps)
	t.Separate, t.ImageStrength = g.Guidance != g.ImageGuidance, g.ImageGuidance
	switch r.Mode {
	case string(Create):
		t.Sampler, t.Eta = g.Sampler, g.Eta
	case string(Vary):
		t.Free = g.Eta
	case string(Probe):
		t.Eta = g.Eta
	case string(Edit):
		t.Method, t.From, t.Strength = Words, r.From, cmp.Or(r.Strength, t.Strength)
	case recipe.Paint:
		t.Method, t.Redraw, t.Eta = Paint, cmp.Or(r.Strength, t.Redraw), g.Eta
	}
	s.Notice = s.Say.Restored
	if s.differs(r.Model) {
		s.Notice += " " + s.Say.OtherModel
	}
}

// ModeOf is the mode that a recipe was made in.
func ModeOf(r *recipe.Recipe) Mode {
	if r.Mode == recipe.Paint {
		return Edit
	}
	return Mode(r.Mode)
}

// differs says that a recipe names another model than the one that is here.
// Recipes once named no digest.
func (s *Session) differs(edition string) bool {
	here, older := s.Model, s.Model
	older.Digest = ""
	return edition != "" && here.Version != "" && edition != here.Edition() && edition != older.Edition()
}
