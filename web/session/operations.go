package session

import (
	"cmp"
	"strings"

	"unclip/wasm/bridge"
	"unclip/web/recipe"
)

// Ways to edit, for Choices.Method.
const (
	Words = "words" // by captions, Figure 5
	Paint = "paint" // by painting over what should be new, and by redrawing
)

// settings are those of a request in a mode that takes pictures in.
func (s *Session) settings() (g bridge.Generate, wells []*Well, ok bool) {
	g = s.Choices.request()
	g.Prompt, ok = s.prompt()
	if ok && !s.Sees() {
		s.Notice, ok = s.Say.CannotSee, false
	}
	if ok {
		wells, ok = s.wells()
	}
	if ok && !s.Choices.KeepSeed && s.lastID > 0 {
		s.NewSeed()
		g.Seed = s.Choices.Seed
	}
	return g, wells, ok
}

// title names a request after its words, or its pictures, or its mode.
func (s *Session) title(prompt string) string {
	return cmp.Or(prompt, named(s.Wells[:s.Mode.Places()]), s.control(string(s.Mode)).Label)
}

// Title names a picture, likewise.
func (s *Session) Title(r *recipe.Recipe) string {
	return cmp.Or(r.Title(), s.control(string(ModeOf(r))).Label)
}

// named is what pictures show, as far as that is known.
func named(wells []*Well) string {
	var names []string
	for _, w := range wells {
		if w != nil && w.Name != "" {
			names = append(names, w.Name)
		}
	}
	text := []rune(strings.Join(names, ", "))
	return string(text[:min(len(text), bridge.MaxPromptRunes)])
}

// vary asks for other pictures with the same meaning.
func (s *Session) vary() {
	g, wells, ok := s.settings()
	if !ok {
		return
	}
	g.Sampler, g.Eta, g.Count = bridge.DDIM, s.Choices.Free, int(s.Choices.Variations)
	m := &bridge.Vary{Request: g, Source: wells[0].source(), Start: bridge.Inverted, Labels: s.Labels}
	if g.Eta == 1 {
		m.Start = bridge.Random
	}
	s.begin()
	s.Sheet = newSheet(s.title(g.Prompt), g.Count)
	s.send(m, &m.Request, 0)
}

// blend asks for the way from one picture to another.
func (s *Session) blend() {
	g, wells, ok := s.settings()
	if !ok {
		return
	}
	g.Sampler, g.Eta, g.Count = bridge.DDIM, 0, int(s.Choices.Frames)
	m := s.between(g, wells)
	s.begin()
	s.Sheet = newFilm(s.title(g.Prompt), g.Count)
	s.send(m, &m.Request, 0)
}

// between is a request for pictures on the way from one to another.
func (s *Session) between(g bridge.Generate, wells []*Well) *bridge.Blend {
	m := &bridge.Blend{Request: g, From: wells[0].source(), To: wells[1].source(), Start: bridge.Inverted}
	if s.Choices.Noise == Fixed {
		m.Start = bridge.Random
	}
	return m
}

// turned is a request for a picture that is turned towards words.
func (s *Session) turned(g bridge.Generate, w *Well) *bridge.TextDiff {
	return &bridge.TextDiff{Request: g, Source: w.source(), From: strings.TrimSpace(s.Choices.From), Strength: s.Choices.Strength}
}

// edit asks for a picture changed by words, or by painting over it.
func (s *Session) edit() {
	g, wells, ok := s.settings()
	if ok && g.Prompt == "" {
		s.Notice, ok = s.Say.NeedPrompt, false
	}
	if !ok {
		return
	}
	s.begin()
	if s.Choices.Method == Paint {
		if g.Count > 1 {
			s.Sheet = newSheet(g.Prompt, g.Count)
		}
		source := wells[0].source()
		if s.Masked != nil {
			source = s.Masked(source)
		}
		m := &bridge.Repaint{Request: g, Source: source, Strength: s.Choices.Redraw, Repeats: repeats}
		s.send(m, &m.Request, 0)
		return
	}
	g.Sampler, g.Eta, g.Count = bridge.DDIM, 0, int(s.Choices.Frames)
	m := s.turned(g, wells[0])
	s.Sheet = newFilm(g.Prompt, g.Count)
	s.send(m, &m.Request, 0)
}

// repeats is how often each step of painting in is walked, so that edges meet.
const repeats = 3

// probe asks what the model sees.
func (s *Session) probe() {
	g, wells, ok := s.settings()
	if !ok {
		return
	}
	m := &bridge.Probe{Request: g, Source: wells[0].source(), Labels: s.Labels}
	s.begin()
	s.Findings = nil
	if s.Can(bridge.CanPCA) {
		m.Rungs = int(s.Choices.Rungs)
	}
	if m.Rungs > 0 {
		s.Sheet = newSheet(s.title(g.Prompt), m.Rungs)
		s.Sheet.Told = true
	}
	m.Request.Count = max(1, m.Rungs)
	s.send(m, &m.Request, 0)
}

// AddLabel takes a word to tell apart; blank, known and too many do nothing.
func (s *Session) AddLabel(text string) {
	text = strings.TrimSpace(text)
	for _, l := range s.Labels {
		if l == text {
			return
		}
	}
	if text != "" && len(s.Labels) < maxLabels && len([]rune(text)) <= bridge.MaxPromptRunes {
		s.Labels = append(s.Labels, text)
	}
}

// maxLabels is what fits under each other.
const maxLabels = 12

// RemoveLabel takes a label away.
func (s *Session) RemoveLabel(i int) {
	if i >= 0 && i < len(s.Labels) {
		s.Labels = append(s.Labels[:i:i], s.Labels[i+1:]...)
	}
}
