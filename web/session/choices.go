package session

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"unclip/wasm/bridge"
)

// Choices are what the drawer changes.
type Choices struct {
	Seed          string
	KeepSeed      bool
	Negative      string
	Steps         float64
	Guidance      float64
	PriorSteps    float64
	PriorGuidance float64
	Candidates    float64
	Sampler       string
	Prior         string
	Size          int
	Count         float64 // pictures at once
	Grid          bool    // guidance by seed instead, Figure 9
}

// Defaults are the settings before a model brings its own.
func Defaults() Choices {
	return Choices{Seed: "1", Steps: 20, Guidance: 4, PriorSteps: 25, PriorGuidance: 4,
		Candidates: 2, Sampler: bridge.DDIM, Prior: bridge.PriorDiffusion, Size: 256, Count: 1}
}

// adopt takes over the model's own settings where it has any.
func (t *Choices) adopt(d bridge.Defaults) {
	for _, s := range []struct {
		to   *float64
		from float64
	}{
		{&t.Steps, float64(d.Steps)}, {&t.PriorSteps, float64(d.PriorSteps)}, {&t.Candidates, float64(d.Candidates)},
		{&t.Guidance, d.Guidance}, {&t.PriorGuidance, d.PriorGuidance},
	} {
		if s.from != 0 {
			*s.to = s.from
		}
	}
	if d.Size != 0 {
		t.Size = d.Size
	}
	if slices.Contains(bridge.Samplers[:], d.Sampler) {
		t.Sampler = d.Sampler
	}
}

// request fills in the settings of a request.
func (t *Choices) request() bridge.Generate {
	return bridge.Generate{Negative: strings.TrimSpace(t.Negative), Seed: t.Seed,
		Steps: int(t.Steps), Guidance: t.Guidance, PriorSteps: int(t.PriorSteps), PriorGuidance: t.PriorGuidance,
		Candidates: int(t.Candidates), Sampler: t.Sampler, Prior: t.Prior, Size: t.Size}
}

// NewSeed draws a seed that is short enough to write down.
func (s *Session) NewSeed() { s.Choices.Seed = strconv.Itoa(int(rand.Uint32())) }

// SetSeed takes a typed seed and keeps it. What is no seed changes nothing but
// the notice.
func (s *Session) SetSeed(text string) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil {
		s.Notice = s.Say.SeedBad
		return
	}
	s.Notice = ""
	s.Choices.Seed, s.Choices.KeepSeed = strconv.FormatUint(n, 10), true
}

// SetSampler chooses the decoder's sampler.
func (s *Session) SetSampler(value string) { s.chosen, s.Choices.Sampler = true, value }

// SetPrior chooses where the picture's meaning comes from.
func (s *Session) SetPrior(value string) { s.chosen, s.Choices.Prior = true, value }

// Sizes lists the sides that the model paints, as choices.
func (s *Session) Sizes() []string {
	return []string{strconv.Itoa(s.Choices.Size)}
}

// SetSize chooses the side of the picture in pixels.
func (s *Session) SetSize(value string) {
	if n, err := strconv.Atoi(value); err == nil {
		s.chosen, s.Choices.Size = true, n
	}
}
