package session

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"

	"unclip/wasm/bridge"
)

// words returns the prompt fit to send, or leaves a notice.
func (s *Session) prompt() (text string, ok bool) {
	text = strings.TrimSpace(s.Prompt)
	if n := utf8.RuneCountInString(text); n > bridge.MaxPromptRunes {
		s.Notice = fmt.Sprintf(s.Say.TooLong, s.Say.Whole(n), s.Say.Whole(bridge.MaxPromptRunes))
		return text, false
	}
	return text, true
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
	s.Problem, s.Selected, s.Sheet = nil, Live, nil
	all := s.variants(prompt)
	if len(all) > 1 {
		s.Sheet = newSheet(prompt, len(all))
		if s.Choices.Grid {
			s.Sheet.Columns = gridSeeds
		}
	}
	for i, g := range all {
		if cell := s.cell(i); cell != nil {
			cell.Label = s.label(&g)
		}
		s.lastID++
		g.ID = s.lastID
		s.enqueue(&g, g.ID, s.cell(i))
	}
}

// label sets a picture of a sheet apart from the others.
func (s *Session) label(g *bridge.Generate) string {
	seed := s.Say.Controls["seed"].Label + " " + g.Seed
	if !s.Choices.Grid {
		return seed
	}
	return s.Say.Controls["guidance"].Label + " " + s.Say.Decimal(g.Guidance, 1) + ", " + seed
}

// gridSeeds is the number of columns of a grid of guidance by seed.
const gridSeeds = 3

// gridGuidance is its rows, as far as the paper's Figure 9 reaches.
var gridGuidance = [...]float64{1, 2, 4, 8}

// variants lists the requests that the settings stand for, without numbers.
func (s *Session) variants(prompt string) []bridge.Generate {
	g := s.Choices.request()
	g.Prompt = prompt
	if !s.Choices.Grid {
		return withSeeds(g, int(s.Choices.Count))
	}
	var all []bridge.Generate
	for _, guidance := range gridGuidance {
		g.Guidance = guidance
		all = append(all, withSeeds(g, gridSeeds)...)
	}
	return all
}

// withSeeds repeats a request with the n seeds that follow its own.
func withSeeds(g bridge.Generate, n int) []bridge.Generate {
	first, _ := strconv.ParseUint(g.Seed, 10, 64) // SetSeed has checked it
	all := make([]bridge.Generate, n)
	for i := range all {
		all[i] = g
		all[i].Seed = strconv.FormatUint(first+uint64(i), 10)
	}
	return all
}

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
