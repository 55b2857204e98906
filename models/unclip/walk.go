package unclip

import (
	"context"

	"unclip/models/sample"
)

// walk is one walk of the decoder along a chain that has started.
type walk struct {
	stage string // for progress
	chain sample.Sampler
	noise sample.Noise
	told  condition
	touch func(i int) error // edits the state in front of step i, or nil
}

// walk takes all steps. What it is told stays the same throughout.
func (p *Pipeline) walk(ctx context.Context, w walk, progress Progress) error {
	net, err := p.tell(ctx, w.told)
	if err != nil {
		return err
	}
	ts := w.chain.Timesteps()
	for i, t := range ts {
		if w.touch != nil {
			if err := w.touch(i); err != nil {
				return err
			}
		}
		if err := p.stride(ctx, net, w, i, t); err != nil {
			return err
		}
		event := Event{Stage: w.stage, Done: i + 1, Total: len(ts)}
		if w.stage == "decoder" { // an inversion only shows what it was given
			event.Preview = w.chain.X0()
		}
		progress.report(event)
	}
	return nil
}

// stride takes step i, at timestep t.
func (p *Pipeline) stride(ctx context.Context, net Network, w walk, i, t int) error {
	c, k, n := p.config.Decoder, w.told.rows(), len(w.chain.X())
	out, err := step(ctx, net, "x", repeat(w.chain.X(), k), Sinusoid(float64(t), c.Channels[0]), k, "out")
	if err != nil {
		return err
	}
	pred, err := w.told.guide(Planar(out, k, c.Out), n)
	if err != nil {
		return err
	}
	var z []float32
	if w.chain.NeedsNoise(i) {
		z = w.noise.Step(i, n)
	}
	return w.chain.Step(i, pred, z)
}

// Planar puts each row's prediction before its variance: pictures leave the
// network with both side by side in every pixel.
func Planar(out []float32, rows, channels int) []float32 {
	if channels == 3 {
		return out
	}
	n := len(out) / rows
	planar := make([]float32, 0, len(out))
	for i := range rows {
		row := out[i*n : (i+1)*n]
		for part := 0; part < channels; part += 3 {
			for at := part; at < n; at += channels {
				planar = append(planar, row[at:at+3]...)
			}
		}
	}
	return planar
}
