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
	Variations    float64 // at once
	Grid          bool    // guidance by seed instead, Figure 9
	Separate      bool    // the image embedding pulls with a strength of its own
	ImageStrength float64
	Eta           float64
	UpsampleSteps float64
	Free          float64 // η of variations
	Frames        float64 // of a blend or an edit
	Between       float64 // place on the way of a blend
	Noise         string  // of a blend, one of Noises
	From          string  // the caption that an edit starts from
	Strength      float64 // θ of an edit
	Method        string  // of an edit, one of Methods
	Redraw        float64 // share of the noise that painting starts from
	Brush         float64 // its width, in hundredths of the picture's side
	Rungs         float64 // pictures of a probe's ladder
}

// What a blend does with the pictures' noise, for Choices.Noise.
const (
	Slerp = "slerp" // x_T moves along
	Fixed = "fixed" // all frames share one
)

// Lists of choices, in the order in which the page offers them.
var (
	Noises  = []string{Slerp, Fixed}
	Methods = []string{Words, Paint}
)

// Defaults are the settings before a model brings its own.
func Defaults() Choices {
	return Choices{Seed: "1", Steps: 20, Guidance: 4, PriorSteps: 25, PriorGuidance: 4,
		Candidates: 2, Sampler: bridge.DDIM, Prior: bridge.PriorDiffusion, Size: 64, Count: 1, Variations: 9,
		ImageStrength: 4, Eta: 1, UpsampleSteps: 6,
		Free: 1, Frames: 7, Between: 0.5, Noise: Slerp, Strength: 0.35, Method: Words, Redraw: 1, Brush: 12, Rungs: 6}
}

// Fresh are the settings of the model that nobody has changed.
func (s *Session) Fresh() Choices {
	t := Defaults()
	s.adopt(&t)
	return t
}

// adopt takes over the model's own settings, and what the adapter does in good time.
func (s *Session) adopt(t *Choices) {
	t.adopt(s.Model.Defaults)
	adapter := strings.ToLower(s.Adapter)
	for _, cpu := range []string{"swiftshader", "llvmpipe", "lavapipe", "basic render"} {
		if strings.Contains(adapter, cpu) {
			t.Variations = 4
		}
	}
}

// adopt takes over the model's own settings where it has any.
func (t *Choices) adopt(d bridge.Defaults) {
	for _, s := range []struct {
		to   *float64
		from float64
	}{
		{&t.Steps, float64(d.Steps)}, {&t.PriorSteps, float64(d.PriorSteps)}, {&t.Candidates, float64(d.Candidates)},
		{&t.UpsampleSteps, float64(d.UpsampleSteps)}, {&t.ImageStrength, d.Guidance},
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
	g := bridge.Generate{Negative: strings.TrimSpace(t.Negative), Seed: t.Seed, Count: int(t.Count),
		Steps: int(t.Steps), Guidance: t.Guidance, ImageGuidance: t.Guidance,
		PriorSteps: int(t.PriorSteps), PriorGuidance: t.PriorGuidance, Candidates: int(t.Candidates),
		Sampler: t.Sampler, Eta: t.Eta, Prior: t.Prior, Size: t.Size, UpsampleSteps: int(t.UpsampleSteps)}
	if t.Separate {
		g.ImageGuidance = t.ImageStrength
	}
	return g
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
	s.settle()
	s.Choices.Seed, s.Choices.KeepSeed = strconv.FormatUint(n, 10), true
}

// SetSampler chooses the decoder's sampler.
func (s *Session) SetSampler(value string) { s.chosen, s.Choices.Sampler = true, value }

// SetPrior chooses where the picture's meaning comes from.
func (s *Session) SetPrior(value string) { s.chosen, s.Choices.Prior = true, value }

// Sizes lists the sides that the model paints, as choices.
func (s *Session) Sizes() []string {
	sizes := []string{strconv.Itoa(s.ownSize())}
	for _, can := range []string{bridge.Can256, bridge.Can1024} {
		if s.Can(can) {
			sizes = append(sizes, can)
		}
	}
	return sizes
}

// ownSize is the side of the decoder's pictures in pixels.
func (s *Session) ownSize() int {
	if n := s.Model.Defaults.Size; n > 0 {
		return n
	}
	return Defaults().Size
}

// Can says whether the model has an ability, one of bridge's Can names.
func (s *Session) Can(name string) bool { return slices.Contains(s.Model.Can, name) }

// Priors lists the ways from words to meaning that the model has.
func (s *Session) Priors() []string {
	return slices.DeleteFunc(slices.Clone(bridge.Priors[:]), func(prior string) bool {
		return prior == bridge.PriorAR && !s.Can(bridge.CanAR)
	})
}

// SetSize chooses the side of the picture in pixels.
func (s *Session) SetSize(value string) {
	if n, err := strconv.Atoi(value); err == nil {
		s.chosen, s.Choices.Size = true, n
	}
}

// Plain is the settings as a request without words or pictures.
func (t *Choices) Plain() bridge.Generate { return t.request() }
