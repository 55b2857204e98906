package unclip

import (
	"context"
	"fmt"
	"slices"

	"unclip/models/embed"
)

// Aim is what a text diff leads to and away from (paper section 3.3).
type Aim struct{ To, From []float32 }

// Aim turns captions into a text diff's ends by the request's prior. By the prior
// "text" they are z_t and z_t0, and the diff is the paper's. By another they are
// the image embeddings that it imagines, which lie where the picture's lies; then
// an empty from is the picture itself.
func (p *Pipeline) Aim(ctx context.Context, z Latent, to, from string, r Request, progress Progress) (a Aim, err error) {
	if to == from {
		return a, refuse("unclip: text diff: from %.50q to %.50q; write what the picture is to become", from, to)
	}
	if r.Prior == "none" {
		r.Prior = "text"
	}
	if a.To, err = p.imagined(ctx, to, r, progress); err != nil {
		return a, err
	}
	if a.From = z.Zi; from != "" || r.Prior == "text" {
		a.From, err = p.imagined(ctx, from, r, progress)
	}
	return a, err
}

// Turn is a latent turned by θ to where an aim leads; x_T stays.
func (a Aim) Turn(z Latent, theta float64) (Latent, error) {
	zd, err := embed.TextDiff(a.To, a.From)
	if err != nil {
		return Latent{}, fmt.Errorf("unclip: text diff: %w", err)
	}
	zi, err := embed.Edit(z.Zi, zd, theta)
	if err != nil {
		return Latent{}, fmt.Errorf("unclip: text diff: %w", err)
	}
	return Latent{zi, z.XT}, nil
}

// thought is an embedding that was imagined.
type thought struct {
	of Request
	zi []float32
}

// imagined is what the prior imagines for a caption. The last few are kept, so
// that a slider costs one decoding.
func (p *Pipeline) imagined(ctx context.Context, caption string, r Request, progress Progress) ([]float32, error) {
	of := Request{Prompt: caption, Seed: r.Seed, Prior: r.Prior, PriorSteps: r.PriorSteps, PriorGuidance: r.PriorGuidance, Candidates: r.Candidates}
	if i := slices.IndexFunc(p.thoughts, func(t thought) bool { return t.of == of }); i >= 0 {
		return p.thoughts[i].zi, nil
	}
	y, err := p.Read(ctx, caption, "")
	if err != nil {
		return nil, err
	}
	progress.report(Event{Stage: "text", Done: 1, Total: 1})
	r.Prompt = caption // the other settings of r are for what is shown on the way
	zi, err := p.Imagine(ctx, y, r, progress)
	if err != nil {
		return nil, err
	}
	p.thoughts = remember(p.thoughts, thought{of, zi})
	return zi, nil
}
