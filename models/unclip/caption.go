package unclip

import (
	"context"
	"fmt"
	"math"
	"slices"

	"unclip/models/tensor"
	"unclip/models/token"
)

// Caption is what the text tower says about the prompt and about the caption
// of the unconditional branch, in that order: row 0 and row 1.
type Caption struct {
	N      int       // tokens a row, pads included
	Length [2]int    // real tokens of each row
	Zt     []float32 // [2, Embed], in the scale that prior and decoder expect
	Hidden []float32 // [2, N, Width]
	Same   bool      // both captions are the same, so that the caption guides nothing
	Cut    string    // the end of the prompt that was not read
}

// captionStep rounds caption lengths, so that few sizes of network are needed.
const captionStep = 8

// Read runs the text tower over the prompt and the negative (or empty) prompt.
func (p *Pipeline) Read(ctx context.Context, prompt, negative string) (*Caption, error) {
	c := p.config.Text
	y, null := p.tokens.Encode(prompt), p.tokens.Encode(negative)
	n := min(tensor.Pad(max(y.Length, null.Length), captionStep), c.Context)
	net, err := p.runtime.Network(ctx, p.config.textNetwork(2, n))
	if err != nil {
		return nil, err
	}
	ids := append(append([]int32{}, y.IDs[:n]...), null.IDs[:n]...)
	eot := []int32{p.end(y), int32(n) + p.end(null)}
	if err := first(net.WriteIDs("ids", ids), net.WriteIDs("eot", eot), net.RunPrompt(ctx)); err != nil {
		return nil, fmt.Errorf("unclip: text: %w", err)
	}
	out := &Caption{N: n, Length: [2]int{y.Length, null.Length}, Same: slices.Equal(y.IDs, null.IDs), Cut: y.Cut}
	if out.Hidden, err = net.Read(ctx, "hidden"); err == nil {
		out.Zt, err = net.Read(ctx, "zt")
	}
	if err != nil {
		return nil, fmt.Errorf("unclip: text: %w", err)
	}
	for i := range 2 {
		p.scale(out.Zt[i*c.Embed : (i+1)*c.Embed])
	}
	return out, nil
}

// end is where z_t is read: at the first end token, be it one that the caption
// spells out. CLIP takes the largest id, and the first of equals.
func (p *Pipeline) end(y token.Encoding) int32 { return int32(slices.Index(y.IDs, p.tokens.EOT())) }

// scale brings one embedding to the length that prior and decoder expect.
func (p *Pipeline) scale(z []float32) {
	s := p.config.Embedding.Scale
	if s == 0 {
		return
	}
	sum := 0.0
	for _, x := range z {
		sum += float64(x) * float64(x)
	}
	for i := range z {
		z[i] = float32(float64(z[i]) * s / math.Sqrt(sum))
	}
}

// mask is 1 for the real tokens of a row, with extra visible tokens in front
// and behind the caption.
func (y *Caption) mask(row, before, behind int) []float32 {
	m := make([]float32, before+y.N+behind)
	for i := range m {
		if j := i - before; j < y.Length[row] || j >= y.N {
			m[i] = 1
		}
	}
	return m
}

// rows repeats the conditional row and the unconditional row k times each.
func rows(both []float32, k int) []float32 {
	half := len(both) / 2
	return append(repeat(both[:half], k), repeat(both[half:], k)...)
}

// first is the first error of several calls that may all be made.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
