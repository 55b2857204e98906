package unclip

import (
	"context"

	"unclip/models/embed"
	"unclip/models/prior"
	"unclip/models/sample"
)

// drawCodes runs the autoregressive prior for all candidates in one batch: the
// codes of z_i one after the other, the most important component first.
func (p *Pipeline) drawCodes(ctx context.Context, y *Caption, r Request, progress Progress) ([][]float32, error) {
	if err := p.config.needs("prior_ar"); err != nil {
		return nil, err
	}
	book, err := p.codebook(ctx)
	if err != nil {
		return nil, err
	}
	c := p.config.PriorAR
	net, err := p.runtime.Network(ctx, p.config.priorARNetwork(2*r.Candidates, y.N))
	if err != nil {
		return nil, err
	}
	d := newDrawer(c, y, r)
	if err := first(d.tell(net, y, book), net.RunPrompt(ctx)); err != nil {
		return nil, err
	}
	logits, err := net.Read(ctx, "first")
	for k := 0; err == nil; k++ {
		if err = d.draw(logits, k); err != nil {
			break
		}
		if err = p.tellCode(ctx, book, d, y, r, progress); err != nil || k == c.Codes-1 {
			break
		}
		logits, err = d.step(ctx, net, k)
	}
	if err != nil {
		return nil, err
	}
	return p.decodeCodes(book, d.codes)
}

// tellCode reports the codes of the first candidate, how near they have come,
// and at times what they would look like.
func (p *Pipeline) tellCode(ctx context.Context, book *Codebook, d *drawer, y *Caption, r Request, progress Progress) error {
	if progress == nil {
		return nil
	}
	v := Event{Stage: "prior", Done: len(d.codes[0]), Total: d.Codes, Codes: d.codes[0]}
	z, err := book.Embedding(v.Codes)
	if err != nil {
		return err
	}
	if v.Similarity, err = embed.Cosine(z, y.Zt[:len(y.Zt)/2]); err != nil {
		return err
	}
	if glimpseDue(v.Done, v.Total) {
		v.Preview, err = p.glimpse(ctx, z, y, r)
	}
	progress.report(v)
	return err
}

// decodeCodes are the embeddings of all candidates, in the scale of z_i.
func (p *Pipeline) decodeCodes(book *Codebook, codes [][]int) ([][]float32, error) {
	zs := make([][]float32, len(codes))
	for i := range codes {
		var err error
		if zs[i], err = book.Embedding(codes[i]); err != nil {
			return nil, err
		}
		p.scale(zs[i])
	}
	return zs, nil
}

// drawer is a drawing of codes under way: candidates, then their unconditional
// branches.
type drawer struct {
	prior.ARConfig
	guidance float64
	noise    []sample.Noise // of each candidate
	codes    [][]int        // drawn so far, of each candidate
	mask     []float32      // [2·candidates, prefix]
	cache    *CodeCache
}

func newDrawer(c prior.ARConfig, y *Caption, r Request) *drawer {
	d := &drawer{ARConfig: c, guidance: r.PriorGuidance, codes: make([][]int, r.Candidates)}
	for i := range d.codes {
		d.noise = append(d.noise, sample.Noise{Seed: r.Seed, Stream: candidateStream(i) + codeStream})
	}
	d.mask = append(repeat(y.mask(0, 0, 2), r.Candidates), repeat(y.mask(1, 0, 2), r.Candidates)...)
	d.cache = NewCodeCache(c, 2*r.Candidates, d.mask)
	return d
}

// tell writes what no code changes. The dot-product token, how near z_i is to
// come to z_t, is drawn from the top half of the training set (section 2.2).
func (d *drawer) tell(net Network, y *Caption, book *Codebook) error {
	k := len(d.codes)
	dot := make([]int32, 2*k)
	for i, noise := range d.noise {
		dot[i], dot[k+i] = int32(sample.Pick(book.histogram, .5+noise.Uniform(0, 1)[0]/2)), int32(d.DotBuckets)
	}
	return first(net.Write("hidden", rows(y.Hidden, k)), net.Write("zt", rows(y.Zt, k)), net.Write("mask", d.mask), net.WriteIDs("dot", dot))
}

// draw picks code k of every candidate from guided logits [2·candidates, Buckets].
func (d *drawer) draw(logits []float32, k int) error {
	half := len(d.codes) * d.Buckets
	for i := range d.codes {
		at := i * d.Buckets
		guided := make([]float32, d.Buckets)
		for j := range guided {
			given, alone := float64(logits[at+j]), float64(logits[half+at+j])
			guided[j] = float32(alone + float64(d.guidance*(given-alone)))
		}
		code, err := sample.Draw(guided, 1, d.noise[i].Uniform(k+1, 1)[0])
		if err != nil {
			return err
		}
		d.codes[i] = append(d.codes[i], code)
	}
	return nil
}

// step reads code k into the network, keeps its keys and values, and gives the
// logits of the next.
func (d *drawer) step(ctx context.Context, net Network, k int) ([]float32, error) {
	n := 2 * len(d.codes)
	codes, places := make([]int32, n), make([]int32, n)
	for row := range codes {
		codes[row], places[row] = int32(d.codes[row%len(d.codes)][k]), int32(d.Place(k))
	}
	err := first(net.WriteIDs("code", codes), net.WriteIDs("place", places), net.Write("cache", d.cache.Values), net.Write("seen", d.cache.Seen), net.RunStep(ctx))
	if err != nil {
		return nil, err
	}
	fresh, err := net.Read(ctx, "fresh")
	if err != nil {
		return nil, err
	}
	d.cache.Keep(fresh, k)
	return net.Read(ctx, "logits")
}
