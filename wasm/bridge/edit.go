package bridge

// Source is a picture from outside: opaque where it counts, sRGB, of any shape.
// The engine brings it to its size by a centre crop and CLIP's own bicubic.
type Source struct {
	Width, Height int    // at most MaxSource
	Pixels        Pixels // RGBA, 8 bits, not premultiplied
}

// Vary asks for pictures of the same meaning as a source (Figure 3 of the
// paper). With Start Inverted they run from the source itself at Request.Eta 0
// and guidance 1 to free ones at 1; with Start Random they are free at once.
// The sampler is always DDIM. A prompt is read beside the picture. With Labels
// one Findings comes first: what the model takes the source for (Figure 6).
type Vary struct {
	Request Generate
	Source  Source
	Start   string // one of Starts
	Labels  []string
}

// Blend asks for frames on the way from one picture to another (Figure 4):
// Request.Count of them, both ends included, z_i on the sphere between both. With
// Start Inverted x_T moves as well, and both ends reconstruct at guidance 1; with
// Random all frames share the seed's noise.
type Blend struct {
	Request Generate
	From    Source
	To      Source
	Start   string  // one of Starts
	At      float64 // the place of a single frame, 0 to 1
	Draft   int     // see TextDiff
}

// TextDiff asks for a picture changed by words (Figure 5): z_i is turned towards
// Request.Prompt, away from From, by Strength in the last of Request.Count
// frames; the first of several is the source. x_T is the source's own.
type TextDiff struct {
	Request  Generate
	Source   Source
	From     string  // a caption of the source; may be empty
	Strength float64 // θ, 0 to 0.5
	Draft    int     // decoder steps of a quick look; 0 = Request.Steps, along which the source is taken apart in any case
}

// Repaint asks for a picture whose transparent part is painted anew to the
// prompt (RePaint), or, at a Strength below 1, one that keeps the shape of the
// source (SDEdit). Both may be combined.
type Repaint struct {
	Request  Generate
	Source   Source  // alpha below 128 is to be painted; an opaque one wholly
	Strength float64 // share of the noise to start from, above 0; 1 = all
	Repeats  int     // times that each step is walked, 1 = once; more blend the edge better
}

// Probe asks what the model sees in a picture. It is answered by one Findings
// and, for Rungs above 0, by that many pictures: the source seen through ever
// more principal components, the last through all (Figure 7).
type Probe struct {
	Request Generate // its prompt, if any, is compared with the source
	Source  Source
	Labels  []string // for the zero-shot classifier (Figure 6)
	Rungs   int      // pictures of the ladder, 0 = none
}

// Kind names the message.
func (*Vary) Kind() string { return "vary" }

// Kind names the message.
func (*Blend) Kind() string { return "blend" }

// Kind names the message.
func (*TextDiff) Kind() string { return "textdiff" }

// Kind names the message.
func (*Repaint) Kind() string { return "repaint" }

// Kind names the message.
func (*Probe) Kind() string { return "probe" }

func (s *Source) fields(c codec) { c.picture(&s.Width, &s.Height, &s.Pixels, MaxSource) }

func (m *Vary) fields(c codec) {
	c.group("request", m.Request.fields)
	c.group("source", m.Source.fields)
	c.choice("start", &m.Start, Starts[:])
	c.texts("labels", &m.Labels, MaxPromptRunes)
}

func (m *Blend) fields(c codec) {
	c.group("request", m.Request.fields)
	c.group("from", m.From.fields)
	c.group("to", m.To.fields)
	c.choice("start", &m.Start, Starts[:])
	c.number("at", &m.At, 0, 1)
	c.whole("draft", &m.Draft, 0, MaxSteps)
}

func (m *TextDiff) fields(c codec) {
	c.group("request", m.Request.fields)
	c.group("source", m.Source.fields)
	c.text("from", &m.From, MaxPromptRunes)
	c.number("strength", &m.Strength, 0, 0.5)
	c.whole("draft", &m.Draft, 0, MaxSteps)
}

func (m *Repaint) fields(c codec) {
	c.group("request", m.Request.fields)
	c.group("source", m.Source.fields)
	c.number("strength", &m.Strength, 0, 1)
	c.whole("repeats", &m.Repeats, 1, MaxRepeats)
}

func (m *Probe) fields(c codec) {
	c.group("request", m.Request.fields)
	c.group("source", m.Source.fields)
	c.texts("labels", &m.Labels, MaxPromptRunes)
	c.whole("rungs", &m.Rungs, 0, MaxCount)
}
