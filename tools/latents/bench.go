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

// finding is what was measured of one picture.
type finding struct {
	Caption string  `json:"caption"`
	PSNR    float64 `json:"psnr_db"` // of the reconstruction
	Seconds float64 `json:"seconds"`

	To     string  `json:"to,omitempty"`
	Before float64 `json:"before"` // cosine of the reconstruction and the new caption
	After  float64 `json:"after"`  // of the text diff and the new caption
	Stays  float64 `json:"stays"`  // of the text diff and the picture
	Fresh  float64 `json:"fresh"`  // of a fresh sample of the new caption and the picture
}

// summary counts the findings.
type summary struct {
	Pictures int     `json:"pictures"`
	PSNR     float64 `json:"mean_psnr_db"`
	Least    float64 `json:"least_psnr_db"`
	Raised   int     `json:"raised"` // text diffs that came nearer to the new caption
	Nearer   int     `json:"nearer"` // and stayed nearer to the picture than a fresh sample
}

// bench measures with one model.
type bench struct {
	ctx      context.Context
	pipeline *unclip.Pipeline
	steps    int
	strength float64
	summary  summary
}

// request is without guidance, as inversion is.
func (b *bench) request() unclip.Request {
	r := unclip.Defaults()
	r.Steps, r.Guidance, r.ImageGuidance, r.Sampler, r.Seed = b.steps, 1, 1, "ddim", 1
	return r
}

// measure reconstructs a picture, and turns it to another caption.
func (b *bench) measure(c captioned, to string) (*finding, error) {
	begun := time.Now()
	y, err := b.pipeline.Read(b.ctx, "", "")
	if err != nil {
		return nil, err
	}
	z, err := b.pipeline.Encode(b.ctx, c.picture, y, b.request(), progress)
	if err != nil {
		return nil, err
	}
	same, err := b.pipeline.Redecode(b.ctx, z, y, b.request(), progress)
	if err != nil {
		return nil, err
	}
	f := &finding{Caption: c.caption, PSNR: psnr(same.X0, c.picture.Square(same.Size).Values())}
	if b.strength > 0 {
		err = b.turn(f, z, same, y, to)
	}
	f.Seconds = time.Since(begun).Seconds()
	b.add(f)
	return f, err
}

// turn measures a text diff from the picture's caption to another.
func (b *bench) turn(f *finding, z unclip.Latent, same *unclip.Picture, y *unclip.Caption, to string) error {
	words, err := b.pipeline.Read(b.ctx, to, f.Caption)
	if err != nil {
		return err
	}
	turned, err := unclip.Turn(z, words, b.strength)
	if err != nil {
		return err
	}
	edited, err := b.pipeline.Redecode(b.ctx, turned, y, b.request(), progress)
	if err != nil {
		return err
	}
	r := b.request()
	r.Prompt = to
	fresh, err := b.pipeline.Generate(b.ctx, r, progress)
	if err != nil {
		return err
	}
	f.To = to
	return b.compare(f, words.Zt[:len(words.Zt)/2], z.Zi, same, edited, fresh)
}

// compare takes the cosines, of what CLIP sees in the pictures.
func (b *bench) compare(f *finding, zt, zi []float32, same, edited, fresh *unclip.Picture) error {
	for _, c := range []struct {
		to      *float64
		picture *unclip.Picture
		with    []float32
	}{{&f.Before, same, zt}, {&f.After, edited, zt}, {&f.Stays, edited, zi}, {&f.Fresh, fresh, zi}} {
		seen, err := b.pipeline.Perceive(b.ctx, c.picture.X0)
		if err != nil {
			return err
		}
		if *c.to, err = embed.Cosine(seen, c.with); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) add(f *finding) {
	s := &b.summary
	if s.Pictures == 0 || f.PSNR < s.Least {
		s.Least = f.PSNR
	}
	s.PSNR = (s.PSNR*float64(s.Pictures) + f.PSNR) / float64(s.Pictures+1)
	s.Pictures++
	if f.After > f.Before {
		s.Raised++
		if f.Stays > f.Fresh {
			s.Nearer++
		}
	}
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
