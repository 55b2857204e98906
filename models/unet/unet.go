package unet

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
)

// Conditioning is what every layer of the U-Net is told.
type Conditioning struct {
	Time    graph.Value // time embedding [B, TimeDim], before its SiLU
	Context graph.Value // tokens [B, L, Cross], or graph.None
	Mask    graph.Value // [B, L], 1 = visible, or graph.None
}

// net is a U-Net under construction.
type net struct {
	Config
	b       *graph.Builder
	path    string
	time    graph.Value // SiLU(time embedding)
	context graph.Value
	mask    graph.Value
	skips   []graph.Value
}

// Build runs x [B, Size, Size, In] through the U-Net whose weights live under
// path, giving [B, Size, Size, Out].
func Build(b *graph.Builder, path string, c Config, x graph.Value, cond Conditioning) graph.Value {
	u := &net{Config: c, b: b, path: path, time: b.Act(cond.Time, graph.SiLU), context: cond.Context, mask: cond.Mask}
	if c.stem() > 1 {
		x = b.Unshuffle(x, c.stem())
	}
	h := nn.Conv3(b, path+".in", x, c.Channels[0])
	h = u.up(u.mid(u.down(h)))
	h = b.Act(nn.GroupNorm(b, path+".norm_out", h, graph.None, c.Groups), graph.SiLU)
	out := nn.Conv3(b, path+".out", h, c.Out*c.stem()*c.stem())
	if c.stem() > 1 {
		out = b.Shuffle(out, c.stem())
	}
	return out
}

// TimeEmbedding is the MLP over a sinusoid of Channels[0] dimensions.
func TimeEmbedding(b *graph.Builder, path string, c Config, sinusoid graph.Value) graph.Value {
	return nn.TimeMLP(b, path+".time", sinusoid, c.TimeDim)
}

// down pushes a skip behind the stem, each residual block and each sampler.
func (u *net) down(h graph.Value) graph.Value {
	u.skips = append(u.skips, h)
	for level, channels := range u.Channels {
		at := fmt.Sprintf("%s.down.%d", u.path, level)
		for i := range u.Layers {
			h = u.residual(fmt.Sprintf("%s.res.%d", at, i), h, channels, same)
			h = u.attend(level, fmt.Sprintf("%s.attn.%d", at, i), h)
			u.skips = append(u.skips, h)
		}
		if level < len(u.Channels)-1 {
			h = u.residual(at+".sampler", h, channels, halve)
			u.skips = append(u.skips, h)
		}
	}
	return h
}

func (u *net) mid(h graph.Value) graph.Value {
	last := len(u.Channels) - 1
	h = u.residual(u.path+".mid.res.0", h, u.Channels[last], same)
	if u.anyAttention() {
		h = u.attention(u.path+".mid.attn", h)
	}
	return u.residual(u.path+".mid.res.1", h, u.Channels[last], same)
}

// up pops one skip a residual block; its levels count from the coarsest.
func (u *net) up(h graph.Value) graph.Value {
	for i := range u.Channels {
		level := len(u.Channels) - 1 - i
		at := fmt.Sprintf("%s.up.%d", u.path, i)
		for j := range u.Layers + 1 {
			h = u.b.Concat(3, h, u.pop())
			h = u.residual(fmt.Sprintf("%s.res.%d", at, j), h, u.Channels[level], same)
			h = u.attend(level, fmt.Sprintf("%s.attn.%d", at, j), h)
		}
		if level > 0 {
			h = u.residual(at+".sampler", h, u.Channels[level], double)
		}
	}
	return h
}

func (u *net) pop() graph.Value {
	v := u.skips[len(u.skips)-1]
	u.skips = u.skips[:len(u.skips)-1]
	return v
}
