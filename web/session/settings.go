package session

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"unclip/wasm/bridge"
	"unclip/web/words"
)

// Settings are what the drawer changes.
type Settings struct {
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
}

// Defaults are the settings before a model brings its own.
func Defaults() Settings {
	return Settings{Seed: "1", Steps: 20, Guidance: 4, PriorSteps: 25, PriorGuidance: 4,
		Candidates: 2, Sampler: bridge.DDIM, Prior: bridge.PriorDiffusion, Size: 256}
}

// adopt takes over the model's own settings where it has any.
func (t *Settings) adopt(d bridge.Defaults) {
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
	if words.Choices[d.Sampler] != "" {
		t.Sampler = d.Sampler
	}
}

// request fills in the settings of a request.
func (t *Settings) request() bridge.Generate {
	return bridge.Generate{Negative: strings.TrimSpace(t.Negative), Seed: t.Seed,
		Count: 1, Steps: int(t.Steps), Guidance: t.Guidance, ImageGuidance: t.Guidance, Eta: 1, UpsampleSteps: 6, PriorSteps: int(t.PriorSteps), PriorGuidance: t.PriorGuidance,
		Candidates: int(t.Candidates), Sampler: t.Sampler, Prior: t.Prior, Size: t.Size}
}

// NewSeed draws a seed that is short enough to write down.
func (s *Session) NewSeed() { s.Settings.Seed = strconv.Itoa(int(rand.Uint32())) }

// SetSeed takes a typed seed and keeps it. What is no seed changes nothing but
// the notice.
func (s *Session) SetSeed(text string) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	if err != nil {
		s.Notice = words.SeedBad
		return
	}
	s.Notice = ""
	s.Settings.Seed, s.Settings.KeepSeed = strconv.FormatUint(n, 10), true
}

// Dial is a setting on a range.
type Dial struct {
	Name, Label, Help string
	Min, Max, Step    float64
	value             func(*Settings) *float64
}

// Basics are the dials that are always there.
var Basics = []Dial{
	{"steps", words.Steps, words.StepsHelp, 4, 50, 1, func(t *Settings) *float64 { return &t.Steps }},
	{"guidance", words.Guidance, words.GuidanceHelp, 1, 12, 0.5, func(t *Settings) *float64 { return &t.Guidance }},
}

// Extras are the dials under More.
var Extras = []Dial{
	{"prior-steps", words.PriorSteps, words.PriorStepsHelp, 2, 64, 1, func(t *Settings) *float64 { return &t.PriorSteps }},
	{"prior-guidance", words.PriorGuidance, words.PriorGuidanceHelp, 1, 12, 0.5, func(t *Settings) *float64 { return &t.PriorGuidance }},
	{"candidates", words.Candidates, words.CandidatesHelp, 1, 8, 1, func(t *Settings) *float64 { return &t.Candidates }},
}

// Get returns the dial's value.
func (d Dial) Get(s *Session) float64 { return *d.value(&s.Settings) }

// Set moves the dial, within its range.
func (d Dial) Set(s *Session, x float64) {
	if math.IsNaN(x) {
		return
	}
	s.chosen = true
	*d.value(&s.Settings) = min(max(x, d.Min), d.Max)
}

// Reset moves the dial back to the model's default.
func (d Dial) Reset(s *Session) {
	t := Defaults()
	t.adopt(s.Model.Defaults)
	d.Set(s, *d.value(&t))
}

// SetSampler chooses the decoder's sampler.
func (s *Session) SetSampler(value string) { s.chosen, s.Settings.Sampler = true, value }

// SetPrior chooses where the picture's meaning comes from.
func (s *Session) SetPrior(value string) { s.chosen, s.Settings.Prior = true, value }
