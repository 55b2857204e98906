package unclip

import (
	"context"
	"fmt"

	"unclip/models/bicubic"
	"unclip/models/sample"
	"unclip/models/upsample"
)

// factor is how much one upsampler enlarges.
const factor = 4

// Sizes lists the sides of pictures that the model can make, its decoder's first.
func (c *Config) Sizes() []int {
	sizes := []int{c.Decoder.Size}
	if c.Has("upsample") {
		sizes = append(sizes, factor*c.Decoder.Size)
	}
	if c.second() {
		sizes = append(sizes, factor*factor*c.Decoder.Size)
	}
	return sizes
}

// second reports whether the last upsampler enlarges once more. In Karlo it has
// the size of the first, whose last step it takes.
func (c *Config) second() bool {
	return c.Has("upsample") && c.Has("upsample_last") && c.UpsampleLast.Size > c.Upsample.Size
}

// finish makes a picture of what the decoder gave, as large as was asked for; see
// Enlarge.
func (p *Pipeline) finish(ctx context.Context, x0, zi []float32, y *Caption, r Request, progress Progress) (*Picture, error) {
	picture := &Picture{Size: p.config.Decoder.Size, X0: x0, Zi: zi, Cut: y.Cut}
	return picture, p.Enlarge(ctx, picture, r, progress)
}

// Enlarge makes a picture, of one of the model's sizes, as large as was asked
// for. Of the request it reads size, upsampler steps and seed. Behind an error,
// which is an *Unfinished, the picture is whole at the size that it has come to.
func (p *Pipeline) Enlarge(ctx context.Context, picture *Picture, r Request, progress Progress) error {
	done, all := 0, p.UpsamplerSteps(r, picture.Size)
	for _, u := range p.enlargements(r, picture.Size) {
		x, err := p.enlarge(ctx, u, picture, progress.within(done, all))
		if err != nil {
			return &Unfinished{Side: u.side, Kept: picture.Size, Err: err}
		}
		picture.Size, picture.X0 = u.side, x
		done += u.total
	}
	return nil
}

// UpsamplerSteps is how many evaluations of upsamplers lead from a size to that of
// a request.
func (p *Pipeline) UpsamplerSteps(r Request, from int) (n int) {
	for _, u := range p.enlargements(r, from) {
		n += u.total
	}
	return n
}

// Unfinished is the error of a picture that could not be made as large as was
// asked for.
type Unfinished struct {
	Side, Kept int // pixels that could not be reached; of the picture that there is
	Err        error
}

// Error says at which size it failed.
func (u *Unfinished) Error() string {
	return fmt.Sprintf("unclip: upsampler, from %d to %d pixels: %v", u.Kept, u.Side, u.Err)
}

// Unwrap is why.
func (u *Unfinished) Unwrap() error { return u.Err }

// checkSize refuses sizes that the model cannot make; 0 is the decoder's own.
func (p *Pipeline) checkSize(size int) error {
	sizes := p.config.Sizes()
	for _, s := range sizes {
		if size == s || size == 0 {
			return nil
		}
	}
	return refuse("unclip: the model has no stages for pictures of %d pixels; choose one of %v, or a model with more upsamplers", size, sizes)
}

// Upsampler is the network of an upsampler's stage, "upsample" or "upsample_last".
func (c *Config) Upsampler(stage string) upsample.Config {
	if stage == "upsample_last" {
		return c.UpsampleLast
	}
	return c.Upsample
}

// enlargement is one use of an upsampler.
type enlargement struct {
	config      upsample.Config
	stage       string // whose weights
	last        string // whose weights the last step takes
	side, total int    // pixels; evaluations
	tiles       []int  // where tiles begin, in either direction
	chain       func() (sample.Sampler, error)
	noise       sample.Noise
}

// enlargements lists what leads from a size to the one that was asked for.
func (p *Pipeline) enlargements(r Request, from int) (list []enlargement) {
	c, side := p.config, factor*p.config.Decoder.Size
	if r.Size < side {
		return nil
	}
	u := enlargement{config: c.Upsample, stage: "upsample", last: "upsample", side: side}
	method := "dpm++2m"
	if c.Has("upsample_last") && !c.second() { // Karlo's pair
		u.last, method = "upsample_last", "ddpm"
	}
	if side > from {
		list = append(list, p.planned(u, method, r, upsampleStream))
	}
	if side *= factor; r.Size >= side && side > from {
		u = enlargement{config: c.UpsampleLast, stage: "upsample_last", last: "upsample_last", side: side}
		list = append(list, p.planned(u, "dpm++2m", r, upsampleStream+1))
	}
	return list
}

// planned adds what follows from the request.
func (p *Pipeline) planned(u enlargement, method string, r Request, stream uint32) enlargement {
	u.tiles = tileStarts(u.side, p.tile())
	u.total = r.UpsampleSteps * len(u.tiles) * len(u.tiles)
	u.noise = sample.Noise{Seed: r.Seed, Stream: stream}
	u.chain = func() (sample.Sampler, error) {
		ts, err := timesteps(method, r.UpsampleSteps)
		if err != nil {
			return nil, err
		}
		cfg, err := samplerConfig(u.config.Schedule, u.config.Prediction, ts)
		cfg.Clip = sample.Clip{Range: 1}
		if err != nil {
			return nil, err
		}
		return sampler(cfg, Request{Sampler: method}, false)
	}
	return u
}

// tile is the side of the tiles that upsamplers work in: the first one's whole
// picture.
func (p *Pipeline) tile() int { return factor * p.config.Decoder.Size }

// enlarge walks an upsampler. The whole picture has one chain; each prediction is
// put together from tiles, so that no seam survives a step.
func (p *Pipeline) enlarge(ctx context.Context, u enlargement, small *Picture, progress Progress) ([]float32, error) {
	low := bicubic.Enlarge(clamp(small.X0), small.Size, factor)
	chain, err := u.chain()
	if err != nil {
		return nil, err
	}
	if err := chain.Start(u.noise.Start(len(low))); err != nil {
		return nil, err
	}
	ts := chain.Timesteps()
	var e evaluation
	for i, t := range ts {
		stage := u.stage
		if i == len(ts)-1 {
			stage = u.last
		}
		net, err := p.runtime.Network(ctx, p.config.upsampleNetwork(stage, p.tile()))
		if err != nil {
			return nil, err
		}
		e = evaluation{net: net, i: i, t: t, told: net == e.net && len(u.tiles) == 1}
		pred, err := p.predictTiles(ctx, u, e, chain.X(), low, progress)
		if err != nil {
			return nil, err
		}
		var z []float32
		if chain.NeedsNoise(i) {
			z = u.noise.Step(i, len(low))
		}
		if err := chain.Step(i, sample.Output{Pred: pred}, z); err != nil {
			return nil, err
		}
	}
	return clamp(chain.X()), nil
}

// evaluation is one step of an enlargement.
type evaluation struct {
	net  Network
	i, t int  // step and timestep
	told bool // the network still knows all of the small picture, from the step before
}

// predictTiles evaluates a step on every tile and blends where tiles overlap.
func (p *Pipeline) predictTiles(ctx context.Context, u enlargement, e evaluation, x, low []float32, progress Progress) ([]float32, error) {
	done, blend := e.i*len(u.tiles)*len(u.tiles), newQuilt(u.side, p.tile())
	for _, top := range u.tiles {
		for _, left := range u.tiles {
			if !e.told {
				if err := first(e.net.Write("low", blend.cut(low, top, left)), e.net.RunPrompt(ctx)); err != nil {
					return nil, err
				}
			}
			out, err := step(ctx, e.net, "x", blend.cut(x, top, left), Sinusoid(float64(e.t), u.config.Channels[0]), 1, "out")
			if err != nil {
				return nil, err
			}
			blend.add(out, top, left)
			done++
			progress.report(Event{Stage: "upsample", Done: done, Total: u.total})
		}
	}
	return blend.sum(), nil
}
