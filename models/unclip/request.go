package unclip

import "unicode/utf8"

// MaxPrompt is the longest prompt, in runes; CLIP reads at most 75 tokens of it.
const MaxPrompt = 1000

// Request is what a person asks for.
type Request struct {
	Prompt   string
	Negative string // replaces the empty caption of the unconditional branch
	Seed     uint64

	Steps    int     // decoder steps
	Guidance float64 // decoder guidance by the caption; 1 = none
	Sampler  string  // "dpm++2m" (DPM-Solver++), "unipc", "ddim", "ddpm"
	Eta      float64 // DDIM's η

	// ImageGuidance is decoder guidance by z_i. The same as Guidance, both are
	// guided as one (the paper's two evaluations a step); else apart (three).
	ImageGuidance float64

	Size          int // pixels of the side, see Config.Sizes; 0 is the decoder's own
	UpsampleSteps int // of each upsampler

	Prior         string // "diffusion", "ar" (code by code), "text" (z_t in place of z_i) or "none" (caption only)
	PriorSteps    int
	PriorGuidance float64
	Candidates    int // samples of z_i, of which the nearest to z_t is kept
}

// Defaults are the settings a page starts with.
func Defaults() Request {
	return Request{Steps: 16, Guidance: 2, ImageGuidance: 2, UpsampleSteps: 6, Sampler: "dpm++2m", Prior: "diffusion", PriorSteps: 12, PriorGuidance: 1.5, Candidates: 2}
}

// Defaults are the settings that a page starts with for this model: one whose
// embeddings are as CLIP gives them is Karlo, or built like it, and wants the
// steps and scales that it was published with.
func (c *Config) Defaults() Request {
	r := Defaults()
	if c.Embedding.Scale == 0 {
		r.Steps, r.PriorSteps, r.UpsampleSteps = 25, 25, 7
		r.Guidance, r.ImageGuidance, r.PriorGuidance = 8, 8, 4
	}
	return r
}

// Check refuses settings that no model can follow.
func (r Request) Check() error {
	switch {
	case !utf8.ValidString(r.Prompt) || !utf8.ValidString(r.Negative):
		return refuse("unclip: the prompt is not valid UTF-8; type it again")
	case utf8.RuneCountInString(r.Prompt) > MaxPrompt || utf8.RuneCountInString(r.Negative) > MaxPrompt:
		return refuse("unclip: the prompt is longer than %d characters; CLIP reads about 50 words, so shorten it", MaxPrompt)
	case !count(r.Steps) || !count(r.PriorSteps) || !count(r.UpsampleSteps):
		return refuse("unclip: %d decoder, %d prior and %d upsampler steps; choose 1 to %d", r.Steps, r.PriorSteps, r.UpsampleSteps, trainingSteps)
	case !strength(r.Guidance) || !strength(r.ImageGuidance) || !strength(r.PriorGuidance):
		return refuse("unclip: guidance %g, %g and %g; choose 0 to 50 (2 is usual)", r.Guidance, r.ImageGuidance, r.PriorGuidance)
	case r.Candidates < 1 || r.Candidates > 16:
		return refuse("unclip: %d candidates; choose 1 to 16", r.Candidates)
	case r.Prior != "diffusion" && r.Prior != "ar" && r.Prior != "text" && r.Prior != "none":
		return refuse("unclip: prior %q; choose diffusion, ar, text or none", r.Prior)
	case r.Sampler != "dpm++2m" && r.Sampler != "unipc" && r.Sampler != "ddim" && r.Sampler != "ddpm":
		return refuse("unclip: sampler %q; choose dpm++2m, unipc, ddim or ddpm", r.Sampler)
	case !(r.Eta >= 0 && r.Eta <= 1):
		return refuse("unclip: eta %g; choose 0 to 1", r.Eta)
	}
	return nil
}

func count(steps int) bool { return steps >= 1 && steps <= trainingSteps }

func strength(guidance float64) bool { return guidance >= 0 && guidance <= 50 }
