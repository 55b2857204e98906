package engine

import (
	"unclip/models/bicubic"
	"unclip/wasm/bridge"
)

// onWhite is a source on white paper, which is what transparent drawings mean.
func onWhite(s bridge.Source) bicubic.Picture {
	return each(s, func(v, alpha byte) byte {
		a := int(alpha)
		return byte((int(v)*a + 255*(255-a) + 127) / 255)
	})
}

// colours are a source's own, whatever its transparency.
func colours(s bridge.Source) bicubic.Picture {
	return each(s, func(v, _ byte) byte { return v })
}

// opacity is white where a source is opaque; without pixels if nowhere is to be
// painted.
func opacity(s bridge.Source) bicubic.Picture {
	opaque := true
	p := each(s, func(_, alpha byte) byte { opaque = opaque && alpha >= 128; return alpha })
	if opaque {
		return bicubic.Picture{}
	}
	return p
}

// each makes a picture of the colours and the opacity of every pixel.
func each(s bridge.Source, f func(v, alpha byte) byte) bicubic.Picture {
	rgba := s.Pixels.Bytes()
	p := bicubic.Picture{Width: s.Width, Height: s.Height, Pix: make([]byte, 0, len(rgba)/4*3)}
	for i := 0; i+3 < len(rgba); i += 4 {
		for c := range 3 {
			p.Pix = append(p.Pix, f(rgba[i+c], rgba[i+3]))
		}
	}
	return p
}
