package unclip

import (
	"context"
	"fmt"
	"slices"

	"unclip/models/tensor"
	"unclip/models/token"
)

// captionBatch is how many captions the text tower reads at once; the last batch
// is filled up, so that one size of network serves all.
const captionBatch = 16

// Captions embeds many captions: z_t of each, in the scale that prior and
// decoder expect.
func (p *Pipeline) Captions(ctx context.Context, list []string, progress Progress) ([][]float32, error) {
	ys := make([]token.Encoding, len(list))
	longest := 0
	for i, text := range list {
		ys[i] = p.tokens.Encode(text)
		longest = max(longest, ys[i].Length)
	}
	n := min(tensor.Pad(longest, captionStep), p.config.Text.Context)
	var zts [][]float32
	for batch := range slices.Chunk(ys, captionBatch) {
		rows, err := p.embed(ctx, batch, n)
		if err != nil {
			return nil, fmt.Errorf("unclip: captions: %w", err)
		}
		zts = append(zts, rows...)
		progress.report(Event{Stage: "captions", Done: len(zts), Total: len(list)})
	}
	return zts, nil
}

// embed reads at most captionBatch captions of at most n tokens.
func (p *Pipeline) embed(ctx context.Context, ys []token.Encoding, n int) ([][]float32, error) {
	net, err := p.runtime.Network(ctx, p.config.textNetwork(captionBatch, n))
	if err != nil {
		return nil, err
	}
	var ids, eot []int32
	for i := range captionBatch {
		y := ys[min(i, len(ys)-1)]
		ids = append(ids, y.IDs[:n]...)
		eot = append(eot, int32(i*n)+p.end(y))
	}
	if err := first(net.WriteIDs("ids", ids), net.WriteIDs("eot", eot), net.RunPrompt(ctx)); err != nil {
		return nil, err
	}
	all, err := net.Read(ctx, "zt")
	if err != nil {
		return nil, err
	}
	zts := slices.Collect(slices.Chunk(all, p.config.Text.Embed))[:len(ys)]
	for _, zt := range zts {
		p.scale(zt)
	}
	return zts, nil
}
