package unclip

import (
	"context"
	"fmt"

	"unclip/models/embed"
	"unclip/models/sample"
)

// Imagine samples z_i from P(z_i | y): several candidates by one of the priors,
// of which the one nearest to z_t is kept (paper section 2.2); or z_t
// itself; or nil for the caption alone.
func (p *Pipeline) Imagine(ctx context.Context, y *Caption, r Request, progress Progress) ([]float32, error) {
	zt := y.Zt[:p.config.Text.Embed]
	switch r.Prior {
	case "none":
		return nil, nil
	case "text":
		return append([]float32{}, zt...), nil
	}
	draw := p.sampleEmbeddings
	if r.Prior == "ar" {
		draw = p.drawCodes
	}
	zs, err := draw(ctx, y, r, progress)
	if err != nil {
		return nil, fmt.Errorf("unclip: prior: %w", err)
	}
	best, _, err := embed.BestOf(zs, zt)
	if err != nil {
		return nil, fmt.Errorf("unclip: prior: %w", err)
	}
	return zs[best], nil
}

// sampleEmbeddings runs the prior for all candidates in one batch.
func (p *Pipeline) sampleEmbeddings(ctx context.Context, y *Caption, r Request, progress Progress) ([][]float32, error) {
	if err := p.config.needs("prior"); err != nil {
		return nil, err
	}
	k := r.Candidates
	net, err := p.runtime.Network(ctx, p.config.priorNetwork(k, y.N))
	if err != nil {
		return nil, err
	}
	mask := append(repeat(y.mask(0, 0, 1), k), repeat(y.mask(1, 0, 1), k)...)
	err = first(net.Write("hidden", rows(y.Hidden, k)), net.Write("zt", rows(y.Zt, k)), net.Write("mask", mask), net.RunPrompt(ctx))
	if err != nil {
		return nil, err
	}
	chains, err := p.priorChains(r)
	if err != nil {
		return nil, err
	}
	if err := p.walkPrior(ctx, net, chains, r, progress); err != nil {
		return nil, err
	}
	return p.unwhiten(ctx, net, chains)
}

// priorChains are DPM-Solver chains over whitened embeddings, one a candidate.
func (p *Pipeline) priorChains(r Request) ([]sample.Sampler, error) {
	ts, err := timesteps("dpm++2m", r.PriorSteps)
	if err != nil {
		return nil, err
	}
	cfg, err := samplerConfig(p.config.Prior.Schedule, "x0", ts)
	if err != nil {
		return nil, err
	}
	cfg.Clip = sample.Clip{Range: p.config.Prior.Clip}
	chains := make([]sample.Sampler, r.Candidates)
	for i := range chains {
		s, err := sample.NewDPMSolver(cfg)
		if err != nil {
			return nil, err
		}
		noise := sample.Noise{Seed: r.Seed, Stream: candidateStream(i)}
		if err := s.Start(noise.Start(p.config.Prior.Embed)); err != nil {
			return nil, err
		}
		chains[i] = s
	}
	return chains, nil
}

// candidateStream numbers the prior's noise so that candidate 0 is the same
// however many there are.
func candidateStream(i int) uint32 { return priorStream + 16*uint32(i) }

func (p *Pipeline) walkPrior(ctx context.Context, net Network, chains []sample.Sampler, r Request, progress Progress) error {
	c, k := p.config.Prior, len(chains)
	ts := chains[0].Timesteps()
	for i, t := range ts {
		x := make([]float32, 0, 2*k*c.Embed)
		for range 2 { // conditional rows, then unconditional
			for _, s := range chains {
				x = append(x, s.X()...)
			}
		}
		out, err := step(ctx, net, "noised", x, Sinusoid(float64(t), c.Width), 2*k, "x0")
		if err != nil {
			return err
		}
		for j, s := range chains {
			pair := append(append([]float32{}, out[j*c.Embed:(j+1)*c.Embed]...), out[(k+j)*c.Embed:(k+j+1)*c.Embed]...)
			pred, err := sample.Guide(pair, c.Embed, r.PriorGuidance)
			if err != nil {
				return err
			}
			if err := s.Step(i, pred, nil); err != nil {
				return err
			}
		}
		progress.report(Event{Stage: "prior", Done: i + 1, Total: len(ts)})
	}
	return nil
}

// unwhiten turns the chains' ends into embeddings.
func (p *Pipeline) unwhiten(ctx context.Context, net Network, chains []sample.Sampler) ([][]float32, error) {
	mean, err := net.Read(ctx, "mean")
	if err != nil {
		return nil, err
	}
	std, err := net.Read(ctx, "std")
	if err != nil {
		return nil, err
	}
	whitening, err := embed.NewWhitening(mean, std)
	if err != nil {
		return nil, err
	}
	zs := make([][]float32, len(chains))
	for i, s := range chains {
		if zs[i], err = whitening.Unwhiten(s.X()); err != nil {
			return nil, err
		}
		p.scale(zs[i])
	}
	return zs, nil
}

// step evaluates a network at one state for all rows of the batch.
func step(ctx context.Context, net Network, input string, x, sinusoid []float32, batch int, output string) ([]float32, error) {
	if err := first(net.Write(input, x), net.Write("time", repeat(sinusoid, batch)), net.RunStep(ctx)); err != nil {
		return nil, err
	}
	return net.Read(ctx, output)
}
