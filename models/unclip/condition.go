package unclip

import (
	"context"

	"unclip/models/sample"
)

// condition is what the decoder is told, and how strongly.
type condition struct {
	zi          []float32 // nil = nothing
	y           *Caption
	image, text float64 // guidance by z_i and by the caption
}

// conditionOf takes the strengths from a request. Where there is only one thing
// to be guided by, only its strength counts.
func conditionOf(zi []float32, y *Caption, r Request) condition {
	c := condition{zi: zi, y: y, image: r.ImageGuidance, text: r.Guidance}
	switch {
	case zi == nil:
		c.image = c.text
	case y.Same:
		c.text = c.image
	}
	return c
}

// rows is the number of evaluations a step takes: with everything; and with
// nothing, if anything is guided; and with z_i alone, if both are guided apart.
func (c condition) rows() int {
	switch {
	case c.image != c.text:
		return 3
	case c.image != 1:
		return 2
	}
	return 1
}

// told lists what each row is told: its own copy of z_i or the null one behind
// them all, and which of the two captions.
func (c condition) told() (zi, y []int32) {
	null := int32(c.rows())
	switch null {
	case 1:
		zi, y = []int32{0}, []int32{0}
	case 2:
		zi, y = []int32{0, null}, []int32{0, 1}
	default:
		zi, y = []int32{0, 1, null}, []int32{0, 1, 1}
	}
	if c.zi == nil {
		for i := range zi {
			zi[i] = null
		}
	}
	return zi, y
}

// guide folds the rows' predictions for a state of n values into one.
func (c condition) guide(rows []float32, n int) (sample.Output, error) {
	switch c.rows() {
	case 1:
		return sample.Single(rows, n)
	case 2:
		return sample.Guide(rows, n, c.text)
	}
	return sample.GuideApart(rows, n, c.image, c.text)
}

// tell loads the decoder and runs all that no step changes.
func (p *Pipeline) tell(ctx context.Context, c condition) (Network, error) {
	if err := p.config.needs("decoder"); err != nil {
		return nil, err
	}
	config, k := p.config.Decoder, c.rows()
	net, err := p.runtime.Network(ctx, p.config.decoderNetwork(k, c.y.N))
	if err != nil {
		return nil, err
	}
	use, captions := c.told()
	zi := c.zi
	if zi == nil {
		zi = make([]float32, config.Embed)
	}
	var mask []float32
	for _, row := range captions {
		mask = append(mask, c.y.mask(int(row), config.Tokens, 0)...)
	}
	return net, first(net.Write("zi", repeat(zi, k)), net.WriteIDs("zi_row", use), net.Write("zt", pick(c.y.Zt, captions)),
		net.Write("hidden", pick(c.y.Hidden, captions)), net.Write("mask", mask), net.RunPrompt(ctx))
}

// pick copies rows of two.
func pick(both []float32, rows []int32) []float32 {
	half := len(both) / 2
	out := make([]float32, 0, len(rows)*half)
	for _, r := range rows {
		out = append(out, both[int(r)*half:(int(r)+1)*half]...)
	}
	return out
}
