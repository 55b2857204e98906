// Package unclip is the whole generator of the paper, P(x|y) = P(x|z_i, y) ·
// P(z_i|y): caption → tokens → z_t → prior → z_i → decoder → picture. It holds
// no kernels and no weights; a Runtime lends it networks.
package unclip

import (
	"context"
	"fmt"

	"unclip/models/token"
)

// Streams keep the noise of the stages apart, so that one seed serves all.
const (
	priorStream = iota
	decoderStream
	repaintStream // and the one behind it, for what repeats
	_
	upsampleStream // and the one behind it, for the second
	_
	codeStream // on top of a candidate's
)

// Pipeline generates pictures with one model on one runtime.
type Pipeline struct {
	config  *Config
	tokens  *token.Tokenizer
	runtime Runtime

	inverted []*inversion // the last pictures that were inverted
	thoughts []thought    // the last captions that were imagined
	codes    *Codebook    // of the autoregressive prior, once read
}

// New returns a pipeline.
func New(c *Config, t *token.Tokenizer, r Runtime) (*Pipeline, error) {
	if err := c.needs("text"); err != nil {
		return nil, err
	}
	if t.VocabSize() != c.Text.Vocab {
		return nil, fmt.Errorf("unclip: the tokenizer knows %d tokens, the text tower %d; they belong to different models", t.VocabSize(), c.Text.Vocab)
	}
	if t.ContextLen() != c.Text.Context {
		return nil, fmt.Errorf("unclip: the tokenizer fills %d places, the text tower has %d; read the tokenizer with the tower's context", t.ContextLen(), c.Text.Context)
	}
	return &Pipeline{config: c, tokens: t, runtime: r}, nil
}

// Config is the model's architecture.
func (p *Pipeline) Config() *Config { return p.config }

// Picture is a generated picture.
type Picture struct {
	Size int       // height and width
	X0   []float32 // [Size, Size, 3] in [-1, 1]
	Zi   []float32 // the image embedding it shows
	Cut  string    // the end of the prompt that CLIP did not read
}

// Check refuses requests that this model cannot follow.
func (p *Pipeline) Check(r Request) error {
	if err := r.Check(); err != nil {
		return err
	}
	return p.checkSize(r.Size)
}

// Generate runs the whole chain.
func (p *Pipeline) Generate(ctx context.Context, r Request, progress Progress) (*Picture, error) {
	if err := p.Check(r); err != nil {
		return nil, err
	}
	y, err := p.Read(ctx, r.Prompt, r.Negative)
	if err != nil {
		return nil, err
	}
	progress.report(Event{Stage: "text", Done: 1, Total: 1})
	zi, err := p.Imagine(ctx, y, r, progress)
	if err != nil {
		return nil, err
	}
	x0, err := p.Decode(ctx, Latent{Zi: zi}, y, r, progress)
	if err != nil {
		return nil, err
	}
	return p.finish(ctx, x0, zi, y, r, progress)
}
