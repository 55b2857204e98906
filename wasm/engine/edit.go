package engine

import (
	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// vary makes pictures of the meaning of another.
func vary(m *bridge.Vary) job {
	return job{settings: m.Request, of: m.Request.Count, draw: func(d *drawing) error {
		y, err := d.read(m.Request.Prompt, m.Request.Negative)
		if err != nil {
			return err
		}
		z, err := d.latent(m.Source, m.Start, y, request(&m.Request, 0))
		if err != nil {
			return err
		}
		if err := d.recognise(z.Zi, m.Labels); err != nil {
			return err
		}
		return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
			r := request(&m.Request, i)
			picture, err := d.pipeline.Redecode(d.ctx, z, y, r, d.report)
			return picture, r, r.Eta, err
		})
	}}
}

// blend makes frames on the way from one picture to another.
func blend(m *bridge.Blend) job {
	return job{settings: m.Request, of: m.Request.Count, draw: func(d *drawing) error {
		r := request(&m.Request, 0) // all frames share the seed's noise
		y, err := d.read(m.Request.Prompt, m.Request.Negative)
		if err != nil {
			return err
		}
		from, err := d.latent(m.From, m.Start, y, r)
		if err != nil {
			return err
		}
		to, err := d.latent(m.To, m.Start, y, r)
		if err != nil {
			return err
		}
		r = d.drafted(r, m.Draft)
		return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
			theta := m.At
			if m.Request.Count > 1 {
				theta = part(i, m.Request.Count)
			}
			z, err := unclip.Between(from, to, theta)
			if err != nil {
				return nil, r, theta, err
			}
			picture, err := d.pipeline.Redecode(d.ctx, z, y, r, d.report)
			return picture, r, theta, err
		})
	}}
}

// textDiff turns a picture towards words.
func textDiff(m *bridge.TextDiff) job {
	return job{settings: m.Request, of: m.Request.Count, draw: func(d *drawing) error {
		r := request(&m.Request, 0)
		r.Prompt = "" // the words act by z_i alone
		y, err := d.read(r.Prompt, m.Request.Negative)
		if err != nil {
			return err
		}
		source, err := d.latent(m.Source, bridge.Inverted, y, r)
		if err != nil {
			return err
		}
		aim, err := d.pipeline.Aim(d.ctx, source, m.Request.Prompt, m.From, r, d.report)
		if err != nil {
			return err
		}
		r = d.drafted(r, m.Draft)
		return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
			theta := m.Strength * part(i, m.Request.Count)
			z, err := aim.Turn(source, theta)
			if err != nil {
				return nil, r, theta, err
			}
			picture, err := d.pipeline.Redecode(d.ctx, z, y, r, d.report)
			return picture, r, theta, err
		})
	}}
}

// drafted is a request for a draft of so many steps, which nothing enlarges; 0
// leaves the request as it is.
func (d *drawing) drafted(r unclip.Request, steps int) unclip.Request {
	if steps > 0 {
		r.Steps, r.Size = steps, 0
		d.clock.ahead = d.pipeline.Ahead(r)
	}
	return r
}

// part is how far frame i of n is on the way from 0 to 1; a single frame is there.
func part(i, n int) float64 {
	if n == 1 {
		return 1
	}
	return float64(i) / float64(n-1)
}

// repaint paints over a picture.
func repaint(m *bridge.Repaint) job {
	return job{settings: m.Request, of: m.Request.Count, draw: func(d *drawing) error {
		y, err := d.read(m.Request.Prompt, m.Request.Negative)
		if err != nil {
			return err
		}
		sketch := unclip.Sketch{Source: colours(m.Source), Keep: opacity(m.Source), Strength: m.Strength, Repeats: m.Repeats}
		return d.each(func(i int) (*unclip.Picture, unclip.Request, float64, error) {
			r := request(&m.Request, i)
			zi, err := d.meaning(m.Source, y, r)
			if err != nil {
				return nil, r, m.Strength, err
			}
			picture, err := d.pipeline.Repaint(d.ctx, zi, sketch, y, r, d.report)
			return picture, r, m.Strength, err
		})
	}}
}

// meaning is what the prior imagines for the prompt; without one, what CLIP sees
// in the source.
func (d *drawing) meaning(s bridge.Source, y *unclip.Caption, r unclip.Request) ([]float32, error) {
	if r.Prompt == "" {
		return d.pipeline.Look(d.ctx, onWhite(s))
	}
	return d.pipeline.Imagine(d.ctx, y, r, d.report)
}
