package bridge

// Hello is the page's first message.
type Hello struct {
	Base     string   // address of the folder that holds the page, with a slash at the end
	Features []string // what the page found: "webgpu", "persist", "reduced-motion"
}

// Install asks for the model, or for what is missing of it.
type Install struct{}

// Generate asks for one picture.
type Generate struct {
	ID            int
	Prompt        string
	Negative      string // what to leave out
	Seed          string // decimal uint64
	Steps         int
	Guidance      float64
	PriorSteps    int
	PriorGuidance float64
	Candidates    int
	Sampler       string // one of Samplers
	Prior         string // one of Priors
	Size          int    // pixels of the side
}

// Cancel stops a piece of work; with ID 0, the download.
type Cancel struct{ ID int }

// Kind names the message.
func (*Hello) Kind() string { return "hello" }

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

func (*Install) fields(codec) {}

func (m *Generate) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.text("prompt", &m.Prompt, MaxPromptRunes)
	c.text("negative", &m.Negative, MaxPromptRunes)
	c.seed("seed", &m.Seed)
	c.whole("steps", &m.Steps, 1, MaxSteps)
	c.number("guidance", &m.Guidance, 0, MaxGuidance)
	c.whole("priorSteps", &m.PriorSteps, 1, MaxSteps)
	c.number("priorGuidance", &m.PriorGuidance, 0, MaxGuidance)
	c.whole("candidates", &m.Candidates, 1, MaxCandidates)
	c.choice("sampler", &m.Sampler, Samplers[:])
	c.choice("prior", &m.Prior, Priors[:])
	c.whole("size", &m.Size, 16, MaxSide)
}

func (m *Cancel) fields(c codec) { c.whole("id", &m.ID, 0, MaxID) }
