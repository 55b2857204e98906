package unclip

import (
	"context"
	"fmt"

	"unclip/models/sample"
)

// Decode samples x from P(x | z_i, y) with classifier-free guidance. A nil zi
// leaves the picture to the caption alone.
func (p *Pipeline) Decode(ctx context.Context, zi []float32, y *Caption, r Request, progress Progress) ([]float32, error) {
	net, err := p.tellDecoder(ctx, zi, y)
	if err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	chain, err := p.decoderChain(r)
	if err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	if err := p.walkDecoder(ctx, net, chain, r, progress); err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	return clamp(chain.X()), nil
}

// tellDecoder loads the decoder and runs all that no step changes.
func (p *Pipeline) tellDecoder(ctx context.Context, zi []float32, y *Caption) (Network, error) {
	if err := p.config.needs("decoder"); err != nil {
		return nil, err
	}
	c := p.config.Decoder
	net, err := p.runtime.Network(ctx, p.config.decoderNetwork(y.N))
	if err != nil {
		return nil, err
	}
	const null = decoderRows
	use := []int32{0, null}
	if zi == nil {
		zi, use = make([]float32, c.Embed), []int32{null, null}
	}
	mask := append(y.mask(0, c.Tokens, 0), y.mask(1, c.Tokens, 0)...)
	return net, first(net.Write("zi", repeat(zi, 2)), net.WriteIDs("zi_row", use), net.Write("zt", y.Zt),
		net.Write("hidden", y.Hidden), net.Write("mask", mask), net.RunPrompt(ctx))
}

func (p *Pipeline) decoderChain(r Request) (sample.Sampler, error) {
	c := p.config.Decoder
	sched, err := schedule(c.Schedule)
	if err != nil {
		return nil, err
	}
	pred, err := prediction(c.Prediction)
	if err != nil {
		return nil, err
	}
	ts, err := timesteps(r.Sampler, r.Steps)
	if err != nil {
		return nil, err
	}
	cfg := sample.Config{Schedule: sched, Timesteps: ts, Prediction: pred, Clip: sample.Clip{Range: 1}}
	chain, err := sampler(cfg, r, c.LearnedVariance)
	if err != nil {
		return nil, err
	}
	return chain, chain.Start(p.decoderNoise(r).Start(c.Size * c.Size * 3))
}

func (p *Pipeline) decoderNoise(r Request) sample.Noise {
	return sample.Noise{Seed: r.Seed, Stream: decoderStream}
}

func sampler(cfg sample.Config, r Request, learned bool) (sample.Sampler, error) {
	switch r.Sampler {
	case "ddim":
		return sample.NewDDIM(cfg, r.Eta)
	case "ddpm":
		if learned {
			return sample.NewDDPM(cfg, sample.LearnedRange)
		}
		return sample.NewDDPM(cfg, sample.FixedSmallLog)
	}
	return sample.NewDPMSolver(cfg)
}

// timesteps are power-spaced for the fast solver, evenly spaced otherwise.
func timesteps(method string, n int) ([]int, error) {
	if method == "dpm++2m" && n > 1 && n < 500 {
		return sample.Power(995, n, 1.5)
	}
	return sample.UnCLIP(trainingSteps, n)
}

func (p *Pipeline) walkDecoder(ctx context.Context, net Network, chain sample.Sampler, r Request, progress Progress) error {
	c, ts := p.config.Decoder, chain.Timesteps()
	for i, t := range ts {
		out, err := step(ctx, net, "x", repeat(chain.X(), 2), Sinusoid(float64(t), c.Channels[0]), 2, "out")
		if err != nil {
			return err
		}
		n := len(chain.X())
		pred, err := sample.Guide(Planar(out, c.Out), n, r.Guidance)
		if err != nil {
			return err
		}
		var z []float32
		if chain.NeedsNoise(i) {
			z = p.decoderNoise(r).Step(i, n)
		}
		if err := chain.Step(i, pred, z); err != nil {
			return err
		}
		progress.report(Event{Stage: "decoder", Done: i + 1, Total: len(ts), Preview: chain.X0()})
	}
	return nil
}

// Planar puts each row's prediction before its variance: pictures leave the
// network with both side by side in every pixel.
func Planar(rows []float32, channels int) []float32 {
	if channels == 3 {
		return rows
	}
	half := len(rows) / 2
	out := make([]float32, 0, len(rows))
	for _, row := range [][]float32{rows[:half], rows[half:]} {
		for part := 0; part < channels; part += 3 {
			for at := part; at < len(row); at += channels {
				out = append(out, row[at:at+3]...)
			}
		}
	}
	return out
}

func clamp(x []float32) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = min(max(v, -1), 1)
	}
	return out
}
