package bridge

// Codes are the codes that the autoregressive prior has drawn so far, most
// important component first. Each message repeats the whole list.
type Codes struct {
	ID, Index  int
	Of         int       // codes of a whole embedding
	Buckets    int       // values that a code can have
	Drawn      []float64 // buckets, 0 to MaxCode
	Similarity float64   // cosine of the embedding so far, the rest at its mean, and z_t
}

// Findings is what Probe found in a picture.
type Findings struct {
	ID         int
	Similarity float64   // cosine of the picture and the prompt, 0 without a prompt
	Labels     []string  // as asked
	Chances    []float64 // of the labels, adding up to 1
	Captions   []string  // of the model's own list, nearest first; empty without CanRecognise
	Nearness   []float64 // cosines of the captions
	Components []float64 // the number of components of each rung
	Missing    []float64 // the mean squared distance of each rung's z_i from the whole
}

// Kind names the message.
func (*Codes) Kind() string { return "codes" }

// Kind names the message.
func (*Findings) Kind() string { return "findings" }

func (m *Codes) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.whole("index", &m.Index, 0, MaxCount)
	c.whole("of", &m.Of, 1, MaxCodes)
	c.whole("buckets", &m.Buckets, 1, MaxCode+1)
	c.numbers("drawn", &m.Drawn, 0, MaxCode)
	c.number("similarity", &m.Similarity, -1, 1)
}

func (m *Findings) fields(c codec) {
	c.whole("id", &m.ID, 1, MaxID)
	c.number("similarity", &m.Similarity, -1, 1)
	c.texts("labels", &m.Labels, MaxPromptRunes)
	c.numbers("chances", &m.Chances, 0, 1)
	c.texts("captions", &m.Captions, MaxPromptRunes)
	c.numbers("nearness", &m.Nearness, -1, 1)
	c.numbers("components", &m.Components, 0, MaxCodes)
	c.numbers("missing", &m.Missing, 0, MaxSeconds)
}
