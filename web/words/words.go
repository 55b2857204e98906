// Package words holds every sentence that the page shows, in one place, so that
// a catalogue of languages can take over later. Plain, short, kind.
package words

// The page around the picture.
const (
	Name    = "unCLIP"
	Tagline = "Pictures from words, made on your own device. Nothing leaves it."
	Skip    = "Skip to the prompt"
)

// The prompt bar.
const (
	PromptLabel = "Describe a picture"
	PromptHint  = "a red fox with a hat, flat"
	Generate    = "Generate"
	Cancel      = "Cancel"
	Stopping    = "Stopping"
	Starting    = "Starting"
	TryAgain    = "Try again"
	NotHere     = "Not available here"
	GetModel    = "Get the model, %s"
	GetRest     = "Get the rest, %s"
	NeedPrompt  = "Write a few words first, or pick an example."
	TooLong     = "The prompt has %d of at most %d characters. Please shorten it."
	Examples    = "Examples"
)

// The status line.
const (
	StatusStarting   = "Starting"
	StatusIdle       = "The model is downloaded once and stays on this device."
	StatusPartial    = "%s of %s is already here."
	StatusReady      = "Ready."
	StatusReadyOn    = "Ready. Runs on %s."
	StatusStopping   = "Stopping."
	StatusMade       = "Made in %s, seed %s."
	StatusTruncated  = "These words did not fit and were left out: %s"
	StatusDownload   = "Getting the model"
	StatusCompile    = "Preparing your GPU"
	StatusText       = "Reading your words"
	StatusPrior      = "Imagining"
	StatusDecoder    = "Painting 64 px"
	StatusUpsample   = "Adding detail"
	StatusStep       = "step %d of %d"
	StatusBytes      = "%s of %s"
	StatusPercent    = "%d %%"
	StatusLeft       = "%s left"
	StatusProgress   = "Progress"
	StatusNewPicture = "A new picture is ready."
)

// The settings drawer. Help lines name the paper's figure where there is one.
const (
	Settings          = "Settings"
	CloseSettings     = "Close settings"
	More              = "More"
	Less              = "Less"
	Reset             = "Double-click to reset"
	Seed              = "Seed"
	SeedHelp          = "The same seed and words give the same picture."
	SeedNew           = "New seed"
	SeedKeep          = "Keep this seed"
	SeedBad           = "A seed is a whole number."
	Steps             = "Steps"
	StepsHelp         = "More steps take longer and settle finer."
	Guidance          = "Guidance"
	GuidanceHelp      = "How strongly the words pull. Figure 9."
	Negative          = "Leave out"
	NegativeHelp      = "Words that the picture should avoid."
	PriorSteps        = "Prior steps"
	PriorStepsHelp    = "Steps from words to meaning. Section 2.2."
	PriorGuidance     = "Prior guidance"
	PriorGuidanceHelp = "How closely the meaning keeps to the words."
	Candidates        = "Candidates"
	CandidatesHelp    = "Meanings to choose the best from. Section 2.2."
	Sampler           = "Sampler"
	SamplerHelp       = "How the decoder walks from noise to picture."
	Prior             = "Prior"
	PriorHelp         = "Where the picture's meaning comes from. Figure 8."
)

// Suggestions are the example prompts of a model that brings none.
var Suggestions = []string{"a red fox, flat", "a cup of tea, 3d render", "a purple octopus", "two lemons on blue",
	"a small house at night", "a cactus with a hat"}

// Choices names choices by their value on the wire.
var Choices = map[string]string{
	"ddim": "DDIM", "dpm++2m": "DPM++ 2M", "ddpm": "DDPM",
	"diffusion": "Diffusion", "ar": "Code by code", "text": "Words", "none": "None",
}

// Pictures and their actions.
const (
	StageEmpty  = "Your picture appears here."
	PosterAlt   = "What the model draws: a picture of each of its best-known things"
	PictureAlt  = "Generated picture: %s"
	FormingAlt  = "The picture is forming: %s"
	Download    = "Download PNG"
	Filmstrip   = "Pictures of this visit"
	ShowPicture = "Show picture %d: %s"
	SaveFailed  = "The picture could not be saved. It is still on the page. Try once more, or copy it with the browser's own menu."
)

// The error panel.
const (
	WhatHappened = "Something went wrong"
	Dismiss      = "Close"
)

// Problem is what the error panel says.
type Problem struct{ Title, Message, Advice string }

// Problems are the page's own words by failure code. An empty Message or
// Advice leaves the engine's.
var Problems = map[string]Problem{
	"no-webgpu": {"This browser has no WebGPU",
		"Pictures are made on your graphics card, and this browser offers no way to it. Nothing was downloaded.",
		"Chrome 113+, Edge 113+ and Safari 26+ have it; Firefox 141+ on Windows and 145+ on a Mac. If yours is one of these, switch hardware acceleration on in its settings."},
	"no-model": {"There is no model here",
		"The page works, but its server has no model to offer.",
		"If this is your server, start it with -model and a folder that holds manifest.json."},
	"bad-model":     {"The model is damaged", "", ""},
	"no-network":    {"The download stopped", "", "Check the connection and try again. What has arrived is kept."},
	"no-space":      {"There is no room for the model", "", "Free some space on this device, or allow this site more storage, and try again."},
	"no-memory":     {"Your GPU ran out of memory", "", ""},
	"device-lost":   {"The GPU stopped answering", "", ""},
	"bad-request":   {"The settings do not fit", "", ""},
	"internal":      {"Something went wrong", "", "Reload the page and try again. Your words are kept."},
	"worker-failed": {"The engine stopped", "", "Reload the page. The downloaded model is kept."},
}
