package bridge

// Hello is the page's first message.
type Hello struct {
	Base     string   // address of the folder that holds the page, with a slash at the end
	Features []string // what the page found: "webgpu", "persist", "reduced-motion"; and OneTab
}

// OneTab is the feature of a page whose tabs take turns at the GPU.
const OneTab = "one-tab"

// Claim asks the tab that has the GPU to leave it to this one.
type Claim struct{}

// Install asks for the model, or for what is missing of it.
type Install struct{ Place string } // one of Places

// Generate asks for pictures of a prompt. Every other request carries one for
// its settings.
type Generate struct {
	ID            int
	Prompt        string
	Negative      string // what to leave out
	Seed          string // decimal uint64; the pictures of one request count up from it
	Count         int    // pictures, 1 to MaxCount
	Steps         int
	Guidance      float64 // strength of the caption, 1 = none
	ImageGuidance float64 // strength of the image embedding; the same as Guidance takes two evaluations a step, another three
	PriorSteps    int
	PriorGuidance float64
	Candidates    int     // prior samples, of which the nearest to the caption is kept
	Sampler       string  // one of Samplers
	Eta           float64 // fresh noise of DDIM, 0 to 1; other samplers do not read it
	Prior         string  // one of Priors
	Size          int     // pixels of the side: the decoder's own, or 256 or 1024 if Model.Can lists it
	UpsampleSteps int     // of each upsampler
}

// Cancel stops a piece of work within one step, or takes a request from the
// queue; with ID 0 it pauses the download: Install goes on where it stopped.
type Cancel struct{ ID int }

// Kind names the message.
func (*Hello) Kind() string { return "hello" }

// Kind names the message.
func (*Claim) Kind() string { return "claim" }

// Kind names the message.
func (*Install) Kind() string { return "install" }

// Kind names the message.
func (*Generate) Kind() string { return "generate" }

// Kind names the message.
func (*Cancel) Kind() string { return "cancel" }

func (m *Hello) fields(c codec) {
	c.text("base", &m.Base, MaxTextRunes)
	c.texts("features", &m.Features, MaxNameRunes)
}

func (*Claim) fields(codec) {}

func (m *Install) fields(c codec) { c.choice("place", &m.Place, Places[:]) }

func (m *Generate) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.text("prompt", &m.Prompt, MaxPromptRunes)
	c.text("negative", &m.Negative, MaxPromptRunes)
	c.seed("seed", &m.Seed)
	c.whole("count", &m.Count, 1, MaxCount)
	c.whole("steps", &m.Steps, 1, MaxSteps)
	c.number("guidance", &m.Guidance, 0, MaxGuidance)
	c.number("imageGuidance", &m.ImageGuidance, 0, MaxGuidance)
	c.whole("priorSteps", &m.PriorSteps, 1, MaxSteps)
	c.number("priorGuidance", &m.PriorGuidance, 0, MaxGuidance)
	c.whole("candidates", &m.Candidates, 1, MaxCandidates)
	c.choice("sampler", &m.Sampler, Samplers[:])
	c.number("eta", &m.Eta, 0, 1)
	c.choice("prior", &m.Prior, Priors[:])
	c.whole("size", &m.Size, 16, MaxSide)
	c.whole("upsampleSteps", &m.UpsampleSteps, 1, MaxSteps)
}

func (m *Cancel) fields(c codec) { c.whole("id", &m.ID, 0, MaxID) }
