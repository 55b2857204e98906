package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"unclip/models/embed"
	"unclip/models/unclip"
)

// portrait is what was measured of one picture.
type portrait struct {
	Caption string    `json:"caption"`
	PSNR    float64   `json:"psnr_db"`           // of the reconstruction
	End     float64   `json:"blend_end_db"`      // of the last frame of a blend to the next picture
	Norm    float64   `json:"slerp_norm"`        // the largest distance from 1 on that way
	Missing []float64 `json:"missing,omitempty"` // mean squared error of ever more components
	Seconds float64   `json:"seconds"`
}

// change is what was measured of one text diff.
type change struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Before float64 `json:"before"` // cosine of the reconstruction and the new caption
	After  float64 `json:"after"`  // of the text diff and the new caption
	Stays  float64 `json:"stays"`  // of the text diff and the picture
	Fresh  float64 `json:"fresh"`  // of a fresh sample of the new caption and the picture
}

// bench measures with one model.
type bench struct {
	ctx      context.Context
	pipeline *unclip.Pipeline
	steps    int
	diff     diff
	blank    *unclip.Caption      // without words
	progress unclip.Progress      // or nil
	fresh    map[string][]float32 // what CLIP sees in a sample of a caption
	summary  summary
}

// diff is how text diffs are made.
type diff struct {
	theta float64
	prior string
	told  bool // the picture's own caption
}

func newBench(ctx context.Context, p *unclip.Pipeline, steps int, d diff) (*bench, error) {
	blank, err := p.Read(ctx, "", "")
	return &bench{ctx: ctx, pipeline: p, steps: steps, diff: d, blank: blank, fresh: map[string][]float32{}}, err
}

// measure portrays every picture and turns it to the captions of others.
func (b *bench) measure(list []captioned, pairs int, out func(any) error) error {
	n := len(list)
	for i, c := range list {
		portrait, same, err := b.portray(c, list[(i+1)%n])
		if err == nil {
			err = out(portrait)
		}
		for k := i; err == nil && k < pairs; k += n {
			to := list[(i+1+k/n%(n-1))%n] // never itself
			var found *change
			if found, err = b.turn(c, same, to.caption); err == nil {
				err = out(found)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.caption, err)
		}
	}
	return nil
}

// request is without guidance, as inversion is.
func (b *bench) request() unclip.Request {
	r := unclip.Defaults()
	r.Steps, r.Guidance, r.ImageGuidance, r.Sampler, r.Seed = b.steps, 1, 1, "ddim", 1
	return r
}

func (b *bench) encode(c captioned) (unclip.Latent, error) {
	return b.pipeline.Encode(b.ctx, c.picture, b.blank, b.request(), b.progress)
}

func (b *bench) redecode(z unclip.Latent) (*unclip.Picture, error) {
	return b.pipeline.Redecode(b.ctx, z, b.blank, b.request(), b.progress)
}

// portray reconstructs a picture, blends it into the next, and looks at it
// through ever more components. It returns the reconstruction too.
func (b *bench) portray(c, next captioned) (*portrait, *unclip.Picture, error) {
	begun := time.Now()
	z, err := b.encode(c)
	if err != nil {
		return nil, nil, err
	}
	same, err := b.redecode(z)
	if err != nil {
		return nil, nil, err
	}
	p := &portrait{Caption: c.caption, PSNR: psnr(same.X0, c.picture.Square(same.Size).Values())}
	if err := b.blend(p, z, next); err != nil {
		return nil, nil, err
	}
	if p.Missing, err = b.ladder(z.Zi); err != nil {
		return nil, nil, err
	}
	p.Seconds = time.Since(begun).Seconds()
	b.summary.portrayed(p)
	return p, same, nil
}

// blend goes from a latent to the next picture: the norm must stay, and the last
// frame must be that picture.
func (b *bench) blend(p *portrait, z unclip.Latent, next captioned) error {
	to, err := b.encode(next)
	if err != nil {
		return err
	}
	length := norm(z.Zi)
	for i := range 11 {
		frame, err := unclip.Between(z, to, float64(i)/10)
		if err != nil {
			return err
		}
		p.Norm = max(p.Norm, math.Abs(norm(frame.Zi)/length-1))
	}
	last, err := unclip.Between(z, to, 1)
	if err != nil {
		return err
	}
	end, err := b.redecode(last)
	if err != nil {
		return err
	}
	p.End = psnr(end.X0, next.picture.Square(end.Size).Values())
	return nil
}

// rungs is how many pictures a ladder has.
const rungs = 9

// ladder is what z_i misses when it is cut to ever more components; nil for a
// model without them.
func (b *bench) ladder(zi []float32) ([]float64, error) {
	if !b.pipeline.Config().Has("codebook") {
		return nil, nil
	}
	_, zs, err := b.pipeline.Ladder(b.ctx, zi, rungs)
	if err != nil {
		return nil, err
	}
	missing := make([]float64, len(zs))
	for i, z := range zs {
		for j := range z {
			d := float64(z[j] - zi[j])
			missing[i] += d * d / float64(len(z))
		}
	}
	return missing, nil
}

// turn measures a text diff of a picture to another's caption.
func (b *bench) turn(c captioned, same *unclip.Picture, to string) (*change, error) {
	z, err := b.encode(c)
	if err != nil {
		return nil, err
	}
	words, err := b.pipeline.Read(b.ctx, to, "")
	if err != nil {
		return nil, err
	}
	turned, err := b.turned(z, c, to)
	if err != nil {
		return nil, err
	}
	edited, err := b.redecode(turned)
	if err != nil {
		return nil, err
	}
	f := &change{From: c.caption, To: to}
	err = b.compare(f, words.Zt[:len(words.Zt)/2], z.Zi, same, edited)
	b.summary.changed(f)
	return f, err
}

// turned is the latent of a text diff, told the picture's own caption or not.
func (b *bench) turned(z unclip.Latent, c captioned, to string) (unclip.Latent, error) {
	r, from := b.request(), ""
	r.Prior = b.diff.prior
	if b.diff.told {
		from = c.caption
	}
	aim, err := b.pipeline.Aim(b.ctx, z, to, from, r, b.progress)
	if err != nil {
		return z, err
	}
	return aim.Turn(z, b.diff.theta)
}

// compare takes the cosines, of what CLIP sees in the pictures.
func (b *bench) compare(f *change, zt, zi []float32, same, edited *unclip.Picture) error {
	before, err := b.pipeline.Perceive(b.ctx, same.X0)
	if err != nil {
		return err
	}
	after, err := b.pipeline.Perceive(b.ctx, edited.X0)
	if err != nil {
		return err
	}
	fresh, err := b.sample(f.To)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		to   *float64
		a, b []float32
	}{{&f.Before, before, zt}, {&f.After, after, zt}, {&f.Stays, after, zi}, {&f.Fresh, fresh, zi}} {
		if *c.to, err = embed.Cosine(c.a, c.b); err != nil {
			return err
		}
	}
	return nil
}

// sample is what CLIP sees in a fresh picture of a caption.
func (b *bench) sample(caption string) ([]float32, error) {
	if zi := b.fresh[caption]; zi != nil {
		return zi, nil
	}
	r := b.request()
	r.Prompt = caption
	picture, err := b.pipeline.Generate(b.ctx, r, b.progress)
	if err != nil {
		return nil, err
	}
	b.fresh[caption], err = b.pipeline.Perceive(b.ctx, picture.X0)
	return b.fresh[caption], err
}

// falls says that no rung of a ladder misses more than the one before.
func falls(missing []float64) bool {
	for i := 1; i < len(missing); i++ {
		if missing[i] > missing[i-1] {
			return false
		}
	}
	return true
}

func norm(z []float32) float64 {
	sum := 0.0
	for _, v := range z {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// psnr is the peak signal-to-noise ratio of pictures in [-1, 1], in dB.
func psnr(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return 10 * math.Log10(4*float64(len(a))/sum)
}

func progress(e unclip.Event) {
	fmt.Fprintf(os.Stderr, "\r%s %d/%d      ", e.Stage, e.Done, e.Total)
}
