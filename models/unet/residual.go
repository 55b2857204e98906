package unet

import (
	"unclip/models/graph"
	"unclip/models/nn"
)

// resize is what a residual block does to height and width.
type resize uint8

const (
	same resize = iota
	halve
	double
)

// residual is a BigGAN-style block: norm, SiLU, resize, conv, time, norm, SiLU,
// conv, plus the (resized, projected) input.
func (u *net) residual(path string, x graph.Value, channels int, r resize) graph.Value {
	b := u.b
	h := b.Act(nn.GroupNorm(b, path+".norm1", x, graph.None, u.Groups), graph.SiLU)
	h, x = u.resized(h, r), u.resized(x, r)
	h = nn.Conv3(b, path+".conv1", h, channels)
	h = b.Act(u.timed(path, h, channels), graph.SiLU)
	h = nn.Conv3(b, path+".conv2", h, channels)
	if s := b.Shape(x); s != nil && s.Channels() != channels {
		x = nn.Linear(b, path+".skip", x, channels)
	}
	return b.Add(h, x)
}

func (u *net) resized(x graph.Value, r resize) graph.Value {
	switch r {
	case halve:
		return u.b.Pool(x)
	case double:
		return u.b.Upsample(x)
	}
	return x
}

// timed is the second norm with the time embedding as scale and shift behind
// it (decoder) or added in front of it (upsamplers).
func (u *net) timed(path string, h graph.Value, channels int) graph.Value {
	if u.ScaleShift {
		return nn.GroupNorm(u.b, path+".norm2", h, nn.Linear(u.b, path+".time", u.time, 2*channels), u.Groups)
	}
	h = u.b.Add(h, nn.Linear(u.b, path+".time", u.time, channels))
	return nn.GroupNorm(u.b, path+".norm2", h, graph.None, u.Groups)
}

func (u *net) attend(level int, path string, x graph.Value) graph.Value {
	if !u.attends(level) {
		return x
	}
	return u.attention(path, x)
}

// attention lets pixels attend to the context tokens first, then to each other.
// The context's keys and values depend on no step and are computed once.
func (u *net) attention(path string, x graph.Value) graph.Value {
	b, s := u.b, u.b.Shape(x)
	if s == nil {
		return graph.None
	}
	c := s.Channels()
	n := b.Reshape(nn.GroupNorm(b, path+".norm", x, graph.None, u.Groups), s[0], s[1]*s[2], c)
	q := nn.Linear(b, path+".q", n, c)
	ks, vs := []graph.Value{nn.Linear(b, path+".k", n, c)}, []graph.Value{nn.Linear(b, path+".v", n, c)}
	mask := graph.None
	if u.context != graph.None {
		ks = append([]graph.Value{nn.Linear(b, path+".context_k", u.context, c)}, ks...)
		vs = append([]graph.Value{nn.Linear(b, path+".context_v", u.context, c)}, vs...)
		mask = u.mask
	}
	h := b.Attention(path, q, ks, vs, mask, c/u.HeadDim, false, 0)
	return b.Add(x, b.Reshape(nn.Linear(b, path+".out", h, c), s...))
}
