package session

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"unclip/wasm/bridge"
)

// prompt returns the words fit to send, or leaves a notice.
func (s *Session) prompt() (text string, ok bool) {
	text = strings.TrimSpace(s.Prompt)
	if n := utf8.RuneCountInString(text); n > bridge.MaxPromptRunes {
		s.Notice = fmt.Sprintf(s.Say.TooLong, s.Say.Whole(n), s.Say.Whole(bridge.MaxPromptRunes))
		return text, false
	}
	return text, true
}

// Write takes the words of the prompt.
func (s *Session) Write(text string) {
	s.settle()
	s.Prompt = text
}

// create asks for pictures from words: one or several, or the paper's grid of
// guidance by seed.
func (s *Session) create() {
	prompt, ok := s.prompt()
	if ok && prompt == "" {
		s.Notice, ok = s.Say.NeedPrompt, false
	}
	if !ok {
		return
	}
	if !s.Choices.KeepSeed && s.lastID > 0 {
		s.NewSeed()
	}
	s.begin()
	if s.Choices.Grid {
		s.grid(prompt)
		return
	}
	g := s.Choices.request()
	g.Prompt = prompt
	if g.Count > 1 {
		s.Sheet = newSheet(prompt, g.Count)
	}
	s.send(&g, &g, 0)
}

// begin clears the stage for new pictures.
func (s *Session) begin() {
	s.Problem, s.Selected, s.Sheet, s.forming, s.moving = nil, Live, nil, false, false
}

// send numbers a request and puts it into the queue. Its pictures go into the
// sheet from a place on.
func (s *Session) send(m bridge.Message, g *bridge.Generate, first int) {
	s.lastID++
	g.ID = s.lastID
	s.enqueue(m, g, first)
}

// grid asks for the paper's Figure 9: a row for each guidance, a column for
// each seed.
func (s *Session) grid(prompt string) {
	s.Sheet = newSheet(prompt, len(gridGuidance)*gridSeeds)
	s.Sheet.Columns, s.Sheet.Told = gridSeeds, true
	for row, guidance := range gridGuidance {
		g := s.Choices.request()
		g.Prompt, g.Count, g.Guidance, g.ImageGuidance = prompt, gridSeeds, guidance, guidance
		s.send(&g, &g, row*gridSeeds)
	}
}

// gridSeeds is the number of columns of a grid of guidance by seed.
const gridSeeds = 3

// gridGuidance is its rows, as far as the paper's Figure 9 reaches.
var gridGuidance = [...]float64{1, 2, 4, 8}

// Surprise writes one of the examples into the prompt, another one than is
// there, and throws the dice.
func (s *Session) Surprise() {
	var others []string
	for _, text := range s.Examples() {
		if text != strings.TrimSpace(s.Prompt) {
			others = append(others, text)
		}
	}
	if len(others) > 0 {
		s.Prompt = others[rand.IntN(len(others))]
	}
	s.NewSeed()
}

// label sets a picture of a sheet apart from the others.
func (s *Session) label(m *bridge.Picture) string {
	switch s.current.message.(type) {
	case *bridge.Blend:
		return fmt.Sprintf(s.Say.StatusPercent, s.Say.Decimal(100*m.Value, 0))
	case *bridge.TextDiff:
		return s.control("strength").Label + " " + s.Say.Decimal(m.Value, 2)
	case *bridge.Probe:
		return fmt.Sprintf(s.Say.Components, s.Say.Decimal(m.Value, 0))
	}
	return s.seedLabel(&m.Request)
}

// seedLabel sets a picture apart by its seed, and on a grid by its guidance.
func (s *Session) seedLabel(g *bridge.Generate) string {
	seed := s.control("seed").Label + " " + g.Seed
	if s.Sheet != nil && s.Sheet.Columns == gridSeeds && len(s.Sheet.Cells) == gridSeeds*len(gridGuidance) {
		return s.control("guidance").Label + " " + s.Say.Decimal(g.Guidance, 1) + ", " + seed
	}
	return seed
}
