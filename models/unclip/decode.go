package unclip

import (
	"context"
	"fmt"

	"unclip/models/sample"
)

// Decode samples x from P(x | z_i, y) with classifier-free guidance.
func (p *Pipeline) Decode(ctx context.Context, z Latent, y *Caption, r Request, progress Progress) ([]float32, error) {
	ts, err := timesteps(r.Sampler, r.Steps)
	if err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	return p.decode(ctx, z, y, r, ts, progress)
}

// decode is Decode along given timesteps.
func (p *Pipeline) decode(ctx context.Context, z Latent, y *Caption, r Request, ts []int, progress Progress) ([]float32, error) {
	told := conditionOf(z.Zi, y, r)
	inverted := z.XT != nil && r.Sampler == "ddim" && told.rows() == 1
	chain, err := p.decoderChain(r, ts, inverted)
	if err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	if z.XT == nil {
		z.XT = p.decoderNoise(r).Start(p.pictureLen())
	}
	if err := chain.Start(z.XT); err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	w := walk{stage: "decoder", chain: chain, noise: p.decoderNoise(r), told: told}
	if err := p.walk(ctx, w, progress); err != nil {
		return nil, fmt.Errorf("unclip: decoder: %w", err)
	}
	return clamp(chain.X()), nil
}

// pictureLen is the number of values of a picture of the decoder.
func (p *Pipeline) pictureLen() int { return p.config.Decoder.Size * p.config.Decoder.Size * 3 }

// decoderChain is the sampler that a request names, not started. It keeps x0 in
// range, but where DDIM is to walk back, unguided, the way that inversion came:
// from an inverted x_T it stays in range by itself, and a bound would lead astray.
func (p *Pipeline) decoderChain(r Request, ts []int, inverted bool) (sample.Sampler, error) {
	cfg, err := p.decoderConfig(ts)
	if err != nil {
		return nil, err
	}
	if !inverted {
		cfg.Clip = sample.Clip{Range: 1}
	}
	return sampler(cfg, r, p.config.Decoder.LearnedVariance)
}

// decoderConfig is what all samplers need to know of the decoder.
func (p *Pipeline) decoderConfig(ts []int) (sample.Config, error) {
	return samplerConfig(p.config.Decoder.Schedule, p.config.Decoder.Prediction, ts)
}

// samplerConfig is what all samplers need to know, from a model's words.
func samplerConfig(words, predicts string, ts []int) (sample.Config, error) {
	sched, err := schedule(words)
	if err != nil {
		return sample.Config{}, err
	}
	pred, err := prediction(predicts)
	return sample.Config{Schedule: sched, Timesteps: ts, Prediction: pred}, err
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
	case "unipc":
		return sample.NewUniPC(cfg)
	}
	return sample.NewDPMSolver(cfg)
}

// timesteps are power-spaced for the fast solvers, evenly spaced otherwise.
func timesteps(method string, n int) ([]int, error) {
	if (method == "dpm++2m" || method == "unipc") && n > 1 && n < 500 {
		return sample.Power(995, n, 1.5)
	}
	return sample.UnCLIP(trainingSteps, n)
}

func clamp(x []float32) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = min(max(v, -1), 1)
	}
	return out
}
