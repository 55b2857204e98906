package plan

import (
	"unclip/models/graph"
	"unclip/wgsl"
)

// normCoefs reduces group norm p to a scale and a shift for each channel. Groups
// over the seam of two joined tensors are summed in shares that do not cross it.
func (l *lowering) normCoefs(p, n *graph.Node) operand {
	s, cond := p.Shape, p.In[3]
	pixels, parts := s.Rows()/s[0], l.parts(p.In[0])
	chunkPixels := l.options.Adapter.chunkPixels()
	chunks := (pixels + chunkPixels - 1) / chunkPixels
	share, split := s.Channels()/p.Attr.Groups, s.Channels()
	if len(parts) == 2 {
		split = parts[1].begin
		share = divisor(share, split)
	}
	var moments [2]operand
	for i, x := range parts {
		c := min(x.channels, s.Channels())
		moments[i] = l.temp(2 * s[0] * chunks * c / share)
		l.emit(n, l.options.Adapter.wide("groupnorm_partial"), []int{s[0], pixels, c, x.channels, c / share, chunks, chunkPixels}, x.x, moments[i])
	}
	ldcond := 0
	if cond != graph.None {
		ldcond = l.g.Node(cond).Shape.Stride()
	}
	coefs := l.temp(2 * s[0] * s.Stride())
	l.emit(n, wgsl.Variant{Kernel: "groupnorm_coefs", Choices: [4]uint8{flag(cond != graph.None)}},
		[]int{s[0], pixels, s.Channels(), s.Stride(), p.Attr.Groups, chunks, chunkPixels, bits(p.Attr.Eps), ldcond, share, split},
		moments[0], moments[1], l.val(p.In[1]), l.val(p.In[2]), l.val(cond), coefs)
	return coefs
}

// divisor is the greatest that a and b share.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
