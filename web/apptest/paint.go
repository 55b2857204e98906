package apptest

import (
	"hash/fnv"
	"math"

	"unclip/wasm/bridge"
)

// paint draws hills under a sun in colours of the prompt and the seed. sharp
// goes from 0, a soft blur, to 1.
func paint(g *bridge.Generate, size int, sharp float64) bridge.Memory {
	h := fnv.New64a()
	h.Write([]byte(g.Prompt + "\x00" + g.Seed))
	scene := newScene(h.Sum64(), 0.25*(1-sharp)+1.5/float64(size))
	out := make(bridge.Memory, size*size*4)
	for i := range size * size {
		x, y := (float64(i%size)+0.5)/float64(size), (float64(i/size)+0.5)/float64(size)
		c := scene.at(x, y)
		for k := range 3 {
			out[i*4+k] = uint8(255 * min(max(c[k], 0), 1))
		}
		out[i*4+3] = 255
	}
	return out
}

type colour [3]float64

// scene is a sky, a sun and three hills.
type scene struct {
	sky, glow  colour
	hills      [3]colour
	phase      [3]float64
	sunX, sunY float64
	soft       float64
}

func newScene(bits uint64, soft float64) *scene {
	next := func() float64 { // splitmix64
		bits += 0x9e3779b97f4a7c15
		z := bits
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return float64((z^z>>31)>>11) / (1 << 53)
	}
	hue := next()
	s := &scene{sky: tint(hue, 0.18, 0.93), glow: tint(hue+0.45, 0.65, 0.98), soft: soft,
		sunX: 0.25 + 0.5*next(), sunY: 0.25 + 0.15*next()}
	for i := range s.hills {
		s.hills[i] = tint(hue+0.08*float64(i), 0.3+0.15*float64(i), 0.82-0.2*float64(i))
		s.phase[i] = 2 * math.Pi * next()
	}
	return s
}

// at is the colour of a point; edges are as wide as the scene is soft.
func (s *scene) at(x, y float64) colour {
	c := s.sky
	c = mix(c, s.glow, s.edge(0.13-math.Hypot(x-s.sunX, y-s.sunY)))
	for i, hill := range s.hills {
		ridge := 0.52 + 0.15*float64(i) + 0.07*math.Sin(s.phase[i]+x*(4+2*float64(i)))
		c = mix(c, hill, s.edge(y-ridge))
	}
	return c
}

// edge goes from 0 outside to 1 inside.
func (s *scene) edge(d float64) float64 { return 1 / (1 + math.Exp(-4*d/s.soft)) }

func mix(a, b colour, t float64) colour {
	for k := range a {
		a[k] += (b[k] - a[k]) * t
	}
	return a
}

// tint is a colour by hue, saturation and value, all 0 to 1.
func tint(hue, saturation, value float64) colour {
	var c colour
	for k := range c {
		turn := math.Mod(hue+float64(k)/3, 1)
		c[k] = value * (1 - saturation*(0.5-0.5*math.Cos(2*math.Pi*turn)))
	}
	return c
}
