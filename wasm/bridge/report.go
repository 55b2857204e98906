package bridge

// Model is what the page needs to know of the model.
type Model struct {
	Name        string
	Version     string // as its maker counts
	Digest      string // the first DigestRunes of its manifest's
	Bytes       int    // of the whole download
	CachedBytes int    // of it, already on this device
	Examples    []string
	Can         []string // what it can do beyond pictures of captions: CanSee and so on
	Defaults    Defaults
}

// Edition names the model in recipes. Two models that go by one name and version,
// such as one stored in fewer bits, differ in the digest.
func (m *Model) Edition() string {
	if m.Digest == "" {
		return m.Name + " " + m.Version
	}
	return m.Name + " " + m.Version + " " + m.Digest
}

// Defaults are the model's own settings; zero members leave the page's.
type Defaults struct {
	Steps, PriorSteps, UpsampleSteps, Candidates, Size int
	Guidance, PriorGuidance                            float64
	Sampler                                            string
}

// State says what the engine is doing. It follows every change of phase.
type State struct {
	Phase   string // one of Phases
	Model   Model
	Adapter string // the GPU's name, once known
	Waiting int    // requests in the queue, behind the one under way
	Storage Storage
}

// Storage is where the model is, or would be.
type Storage struct {
	Place string // one of Places
	Kept  int    // bytes of the model that outlive the page
	Free  int    // bytes that the browser still promises this site, -1 if unknown
	Stuck string // No, or Yes where the browser's database does not open and Reset may mend that
}

// Progress counts bytes of a download or steps of a stage.
type Progress struct {
	ID    int    // 0 for the download
	Stage string // one of Stages
	Done  int
	Total int     // 0 when unknown
	Left  float64 // seconds until the whole request is done, negative when unknown
	Index int     // of the picture under way, from 0
	Of    int     // pictures of the request; 0 for other work
}

// Preview is the picture that a step predicts.
type Preview struct {
	ID, Step      int // of the decoder; 0 shows what the prior has drawn so far
	Index         int // of the picture, from 0
	Width, Height int
	Pixels        Pixels // RGBA, 8 bits, not premultiplied
}

// Picture is a finished picture with all that it takes to make it again. A
// request with several pictures is answered by several of these, in order.
type Picture struct {
	ID            int
	Index, Of     int     // of this picture among those of the request, from 0
	Value         float64 // what sets it apart: Vary η, Blend and TextDiff θ, Repaint strength, Probe components
	Width, Height int
	Pixels        Pixels
	Request       Generate           // with the seed of this very picture, and Count 1
	Model         string             // its Edition
	StageMillis   map[string]float64 // by stage
	Truncated     string             // the part of the prompt that did not fit
}

// Failed says what happened, in words for the visitor.
type Failed struct {
	ID      int // 0 when no request is to blame
	Code    string
	Message string // what happened, and what is safe
	Advice  string // what to do

	Side, Kept int // pixels that a picture was to be enlarged to, and that it has; 0 for other failures
}

// Kind names the message.
func (*State) Kind() string { return "state" }

// Kind names the message.
func (*Progress) Kind() string { return "progress" }

// Kind names the message.
func (*Preview) Kind() string { return "preview" }

// Kind names the message.
func (*Picture) Kind() string { return "picture" }

// Kind names the message.
func (*Failed) Kind() string { return "failed" }

func (m *State) fields(c codec) {
	c.choice("phase", &m.Phase, Phases[:])
	c.group("model", m.Model.fields)
	c.text("adapter", &m.Adapter, MaxNameRunes)
	c.whole("waiting", &m.Waiting, 0, MaxWaiting)
	c.group("storage", m.Storage.fields)
}

func (s *Storage) fields(c codec) {
	c.choice("place", &s.Place, Places[:])
	c.whole("kept", &s.Kept, 0, MaxBytes)
	c.whole("free", &s.Free, -1, MaxBytes)
	c.choice("stuck", &s.Stuck, answers[:])
}

func (m *Model) fields(c codec) {
	c.text("name", &m.Name, MaxNameRunes)
	c.text("version", &m.Version, MaxNameRunes)
	c.text("digest", &m.Digest, DigestRunes)
	c.whole("bytes", &m.Bytes, 0, MaxBytes)
	c.whole("cachedBytes", &m.CachedBytes, 0, MaxBytes)
	c.texts("examples", &m.Examples, MaxPromptRunes)
	c.texts("can", &m.Can, MaxNameRunes)
	c.group("defaults", m.Defaults.fields)
}

func (m *Defaults) fields(c codec) {
	c.whole("steps", &m.Steps, 0, MaxSteps)
	c.whole("priorSteps", &m.PriorSteps, 0, MaxSteps)
	c.whole("upsampleSteps", &m.UpsampleSteps, 0, MaxSteps)
	c.whole("candidates", &m.Candidates, 0, MaxCandidates)
	c.whole("size", &m.Size, 0, MaxSide)
	c.number("guidance", &m.Guidance, 0, MaxGuidance)
	c.number("priorGuidance", &m.PriorGuidance, 0, MaxGuidance)
	c.text("sampler", &m.Sampler, MaxNameRunes)
}

func (m *Progress) fields(c codec) {
	c.whole("id", &m.ID, 0, MaxID)
	c.choice("stage", &m.Stage, Stages[:])
	c.whole("done", &m.Done, 0, MaxBytes)
	c.whole("total", &m.Total, 0, MaxBytes)
	c.number("left", &m.Left, -1, MaxSeconds)
	c.whole("index", &m.Index, 0, MaxCount)
	c.whole("of", &m.Of, 0, MaxCount)
}

func (m *Preview) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.whole("step", &m.Step, 0, MaxSteps)
	c.whole("index", &m.Index, 0, MaxCount)
	c.picture(&m.Width, &m.Height, &m.Pixels, MaxSide)
}

func (m *Picture) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.whole("index", &m.Index, 0, MaxCount)
	c.whole("of", &m.Of, 1, MaxCount)
	c.number("value", &m.Value, 0, MaxCodes)
	c.picture(&m.Width, &m.Height, &m.Pixels, MaxSide)
	c.group("request", m.Request.fields)
	c.text("model", &m.Model, MaxNameRunes)
	c.table("stageMillis", &m.StageMillis, Stages[:], 0, MaxSeconds*1000)
	c.text("truncated", &m.Truncated, MaxPromptRunes)
}

func (m *Failed) fields(c codec) {
	c.whole("id", &m.ID, 0, MaxID)
	c.text("code", &m.Code, MaxNameRunes)
	c.text("message", &m.Message, MaxTextRunes)
	c.text("advice", &m.Advice, MaxTextRunes)
	c.whole("side", &m.Side, 0, MaxSide)
	c.whole("kept", &m.Kept, 0, MaxSide)
}
