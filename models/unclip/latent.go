package unclip

import (
	"context"
	"fmt"
	"slices"

	"unclip/models/bicubic"
	"unclip/models/sample"
)

// Latent is the paper's bipartite latent of a picture (section 3): what it
// means, and all that its meaning leaves open.
type Latent struct {
	Zi []float32 // [Embed]; nil leaves the picture to the caption alone
	XT []float32 // [Size, Size, 3]; nil is noise of the seed
}

// refinements solve each leg of an inversion that often; see sample.NewInversion.
const refinements = 4

// remembered is how many latents, and imagined captions, a pipeline keeps, so that an edit that follows
// another of the same picture need not invert again: both ends of a blend, and
// what was edited before.
const remembered = 4

// remember adds to what is kept, and forgets the oldest where that is too much.
func remember[T any](kept []T, v T) []T { return append(kept[max(0, len(kept)-remembered+1):], v) }

// inversion is a picture that was inverted, with all that x_T depends on.
type inversion struct {
	x       []float32
	caption string
	steps   int
	latent  Latent
}

func (v *inversion) is(w *inversion) bool {
	return v.caption == w.caption && v.steps == w.steps && slices.Equal(v.x, w.x)
}

// Encode finds the bipartite latent (z_i, x_T) of a picture: z_i by CLIP's image
// tower, x_T by fixed-point DDIM inversion along the steps of the request, told
// z_i and the caption, without guidance. Decoded by DDIM with η = 0 and guidance
// 1 it gives the picture back.
func (p *Pipeline) Encode(ctx context.Context, picture bicubic.Picture, y *Caption, r Request, progress Progress) (Latent, error) {
	want := &inversion{x: picture.Square(p.config.Decoder.Size).Values(), caption: r.Prompt, steps: r.Steps}
	for _, v := range p.inverted {
		if v.is(want) {
			return v.latent, nil
		}
	}
	zi, err := p.Look(ctx, picture)
	if err != nil {
		return Latent{}, err
	}
	progress.report(Event{Stage: "image", Done: 1, Total: 1})
	xT, err := p.invert(ctx, want.x, zi, y, r, progress)
	if err != nil {
		return Latent{}, fmt.Errorf("unclip: inversion: %w", err)
	}
	want.latent = Latent{zi, xT}
	p.inverted = remember(p.inverted, want)
	return want.latent, nil
}

// invert walks the decoder backwards from a picture.
func (p *Pipeline) invert(ctx context.Context, x, zi []float32, y *Caption, r Request, progress Progress) ([]float32, error) {
	ts, err := invertible(r.Steps)
	if err != nil {
		return nil, err
	}
	cfg, err := p.decoderConfig(ts)
	if err != nil {
		return nil, err
	}
	chain, err := sample.NewInversion(cfg, refinements)
	if err != nil {
		return nil, err
	}
	if err := chain.Start(x); err != nil {
		return nil, err
	}
	told := condition{zi: zi, y: y, image: 1, text: 1}
	if err := p.walk(ctx, walk{stage: "invert", chain: chain, told: told}, progress); err != nil {
		return nil, err
	}
	return slices.Clone(chain.X()), nil
}

// invertible are the timesteps of inversion and of what is decoded from it. The
// last 20 of 1000 hold no information to invert.
func invertible(n int) ([]int, error) { return sample.Power(979, n, 1) }

// Redecode samples from a latent by DDIM with the request's η, along the
// timesteps of its inversion.
func (p *Pipeline) Redecode(ctx context.Context, z Latent, y *Caption, r Request, progress Progress) (*Picture, error) {
	ts, err := invertible(r.Steps)
	if err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	r.Sampler = "ddim"
	x, err := p.decode(ctx, z, y, r, ts, progress)
	if err != nil {
		return nil, err
	}
	return p.finish(ctx, x, z.Zi, y, r, progress)
}
