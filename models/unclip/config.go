package unclip

import (
	"encoding/json"
	"fmt"
	"math"

	"unclip/models/clip"
	"unclip/models/decoder"
	"unclip/models/embed"
	"unclip/models/prior"
	"unclip/models/sample"
	"unclip/models/upsample"
)

// Config is the architecture of every stage, as a manifest stores it.
type Config struct {
	Embedding Embedding
	Text      clip.TextConfig
	Image     clip.ImageConfig
	Prior     prior.Config
	PriorAR   prior.ARConfig
	Codebook  prior.CodebookConfig
	Decoder   decoder.Config
	Upsample  upsample.Config
	// UpsampleLast is a second upsampler, or Karlo's network for the last step.
	UpsampleLast upsample.Config
	stages       map[string]bool
}

// Embedding says in which scale z_i and z_t enter prior and decoder, and how
// sharply CLIP tells labels apart.
type Embedding struct {
	// Scale multiplies unit-normalised embeddings; 0 leaves them as CLIP
	// gives them (Karlo).
	Scale float64 `json:"scale"`
	// LogitScale is CLIP's own, a logarithm; 0 where the model does not say.
	LogitScale float64 `json:"logit_scale"`
}

// Sharpness multiplies cosines before the softmax over labels.
func (e Embedding) Sharpness() float64 {
	if e.LogitScale == 0 {
		return embed.Sharpest
	}
	return min(math.Exp(e.LogitScale), embed.Sharpest)
}

// Has reports whether the model contains a stage.
func (c *Config) Has(stage string) bool { return c.stages[stage] }

// needs is the error of a model without a stage that the work at hand takes.
func (c *Config) needs(stage string) error {
	if c.Has(stage) {
		return nil
	}
	return refuse("unclip: the model has no %s stage; choose a model that has one", stage)
}

// ParseConfig reads the config objects of a manifest; stages it does not know
// are left for later versions.
func ParseConfig(objects map[string]json.RawMessage) (*Config, error) {
	c := &Config{stages: map[string]bool{}}
	into := map[string]any{"embedding": &c.Embedding, "text": &c.Text, "image": &c.Image,
		"prior": &c.Prior, "prior_ar": &c.PriorAR, "codebook": &c.Codebook, "decoder": &c.Decoder, "upsample": &c.Upsample, "upsample_last": &c.UpsampleLast}
	for name, raw := range objects {
		target, known := into[name]
		if !known {
			continue
		}
		if err := json.Unmarshal(raw, target); err != nil {
			return nil, fmt.Errorf("unclip: config of stage %q: %w; convert the model again", name, err)
		}
		c.stages[name] = true
	}
	c.fill()
	return c, nil
}

// fill derives what one stage inherits from another.
func (c *Config) fill() {
	if c.Prior.Hidden == 0 {
		c.Prior.Hidden = c.Text.Width
	}
	if c.PriorAR.Hidden == 0 {
		c.PriorAR.Hidden = c.Text.Width
	}
	if c.Decoder.Hidden == 0 {
		c.Decoder.Hidden = c.Text.Width
	}
}

// trainingSteps is T of every schedule in the paper.
const trainingSteps = 1000

func schedule(name string) (sample.Schedule, error) {
	switch name {
	case "cosine", "":
		return sample.Cosine(trainingSteps)
	case "linear":
		return sample.Linear(trainingSteps)
	}
	return sample.Schedule{}, fmt.Errorf("unclip: unknown schedule %q; use cosine or linear", name)
}

func prediction(name string) (sample.Prediction, error) {
	for _, p := range []sample.Prediction{sample.Eps, sample.X0, sample.V} {
		if p.String() == name {
			return p, nil
		}
	}
	switch name {
	case "eps", "":
		return sample.Eps, nil
	case "x0":
		return sample.X0, nil
	case "v":
		return sample.V, nil
	}
	return 0, fmt.Errorf("unclip: unknown prediction %q; use eps, v or x0", name)
}
