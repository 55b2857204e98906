package unclip

import (
	"context"
	"fmt"
	"slices"

	"unclip/models/bicubic"
	"unclip/models/sample"
)

// Sketch is what a picture is painted over: a source, what of it stays, and how
// much noise it begins with.
type Sketch struct {
	Source   bicubic.Picture
	Keep     bicubic.Picture // of the size of Source: 128 and more stays as it is; no pixels = nothing stays
	Strength float64         // share of the noise to begin with; 1 forgets the source where nothing stays
	Repeats  int             // times that each step is walked, 1 = once (RePaint's r)
}

func (s Sketch) check() error {
	if !(s.Strength > 0 && s.Strength <= 1) || s.Repeats < 1 || s.Repeats > 10 {
		return refuse("unclip: strength %g and %d repeats; choose above 0 to 1, and 1 to 10", s.Strength, s.Repeats)
	}
	return nil
}

// Repaint paints over a sketch what caption and z_i say: SDEdit (Meng et al.
// 2022) by a strength below 1, RePaint (Lugmayr et al. 2022) where something
// stays. It walks by DDIM with the request's η.
func (p *Pipeline) Repaint(ctx context.Context, zi []float32, s Sketch, y *Caption, r Request, progress Progress) (*Picture, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	e, err := p.newEdit(s, zi, y, r)
	if err == nil {
		err = p.walk(ctx, walk{stage: "decoder", chain: e.chain, noise: p.decoderNoise(r), told: conditionOf(zi, y, r), touch: e.keep}, progress)
	}
	if err != nil {
		return nil, fmt.Errorf("unclip: repaint: %w", err)
	}
	e.paste(e.chain.X(), e.x)
	return p.finish(ctx, clamp(e.chain.X()), zi, y, r, progress)
}

// edit is a repainting under way.
type edit struct {
	chain    *repeating
	schedule sample.Schedule
	noise    sample.Noise
	x        []float32 // the source, [Size, Size, 3]
	stays    []bool    // by value; nil = nothing
}

// newEdit starts a chain at the strength's timestep, at the noised source.
func (p *Pipeline) newEdit(s Sketch, zi []float32, y *Caption, r Request) (*edit, error) {
	size := p.config.Decoder.Size
	e := &edit{x: s.Source.Square(size).Values(), noise: sample.Noise{Seed: r.Seed, Stream: repaintStream}}
	if len(s.Keep.Pix) > 0 {
		for _, v := range s.Keep.Square(size).Pix {
			e.stays = append(e.stays, v >= 128)
		}
	}
	ts, err := weaker(r.Steps, s.Strength)
	if err != nil {
		return nil, err
	}
	r.Sampler = "ddim"
	chain, err := p.decoderChain(r, ts, false)
	if err != nil {
		return nil, err
	}
	if e.schedule, err = schedule(p.config.Decoder.Schedule); err != nil {
		return nil, err
	}
	e.chain = newRepeating(chain, e.schedule, e.noise, s.Repeats)
	start := p.decoderNoise(r).Start(len(e.x))
	if s.Strength < 1 {
		err = e.schedule.Diffuse(start, e.x, start, ts[0])
	}
	if err != nil {
		return nil, err
	}
	return e, chain.Start(start)
}

// weaker are the timesteps of n steps up to a strength. The last of two and more is
// 0; a single step forgets the source, and can do no less.
func weaker(n int, strength float64) ([]int, error) {
	ts, err := sample.UnCLIP(trainingSteps, n)
	if err != nil {
		return nil, err
	}
	from := slices.IndexFunc(ts, func(t int) bool { return float64(t) < strength*trainingSteps })
	if from < 0 {
		return nil, refuse("no step of %d begins at strength %g; choose 2 steps or more, or strength 1", n, strength)
	}
	return ts[from:], nil
}

// keep puts the noised source where it stays, in front of step i.
func (e *edit) keep(i int) error {
	if e.stays == nil {
		return nil
	}
	noised := e.noise.Step(i, len(e.x))
	if err := e.schedule.Diffuse(noised, e.x, noised, e.chain.Timesteps()[i]); err != nil {
		return err
	}
	e.paste(e.chain.X(), noised)
	return nil
}

// paste copies what stays.
func (e *edit) paste(to, from []float32) {
	for i, stays := range e.stays {
		if stays {
			to[i] = from[i]
		}
	}
}
