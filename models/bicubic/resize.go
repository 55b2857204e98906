package bicubic

// Picture is 8-bit RGB.
type Picture struct {
	Width, Height int
	Pix           []byte // [Height, Width, 3]
}

// Resize gives another size, bit by bit as PIL's Image.resize(BICUBIC): first
// along the rows, then, rounded to 8 bits, along the columns.
func (p Picture) Resize(width, height int) Picture {
	return p.window(taps(p.Width, width, 0, width), taps(p.Height, height, 0, height))
}

// window computes what the columns and rows of a resized picture have in common,
// from no more of the picture than these rows need.
func (p Picture) window(columns, rows []tap) Picture {
	top, bottom := span(rows)
	width := len(columns)
	wide := make([]byte, width*(bottom-top)*3)
	for x, t := range columns {
		fixed := fix(t.weights)
		for y := top; y < bottom; y++ {
			from, to := (y*p.Width+t.lo)*3, ((y-top)*width+x)*3
			sum(wide[to:to+3], p.Pix[from:], fixed, 3)
		}
	}
	out := Picture{width, len(rows), make([]byte, width*len(rows)*3)}
	for y, t := range rows {
		fixed := fix(t.weights)
		for x := range width {
			from, to := ((t.lo-top)*width+x)*3, (y*width+x)*3
			sum(out.Pix[to:to+3], wide[from:], fixed, 3*width)
		}
	}
	return out
}

// span is the range of inputs that neighbouring outputs need.
func span(list []tap) (from, to int) {
	if len(list) == 0 {
		return 0, 0
	}
	last := list[len(list)-1]
	return list[0].lo, last.lo + len(last.weights)
}

// bits of the fractions of a weight.
const bits = 32 - 8 - 2

// fix turns weights into integers, rounded away from zero.
func fix(weights []float64) []int {
	out := make([]int, len(weights))
	for i, w := range weights {
		half := .5
		if w < 0 {
			half = -.5
		}
		out[i] = int(half + w*(1<<bits))
	}
	return out
}

// sum weighs pixels that lie stride bytes apart.
func sum(out, from []byte, weights []int, stride int) {
	for c := range 3 {
		s := 1 << (bits - 1)
		for j, w := range weights {
			s += int(from[j*stride+c]) * w
		}
		out[c] = byte(min(max(s>>bits, 0), 255))
	}
}

// Square brings the shorter side to a length and cuts out the middle, as CLIP's
// own preprocessing does. Of what is cut off nothing is computed, so that a thin
// line of a picture costs no more than another.
func (p Picture) Square(side int) Picture {
	width, height := side, side
	if p.Width < p.Height {
		height = side * p.Height / p.Width
	} else {
		width = side * p.Width / p.Height
	}
	left, top := middle(width-side), middle(height-side)
	if width == p.Width && height == p.Height {
		return p.crop(left, top, side)
	}
	return p.window(taps(p.Width, width, left, side), taps(p.Height, height, top, side))
}

// middle halves a margin; halves go to the even neighbour, as Python rounds.
func middle(margin int) int {
	half := margin / 2
	if margin%2 == 1 && half%2 == 1 {
		half++
	}
	return half
}

func (p Picture) crop(left, top, side int) Picture {
	out := Picture{side, side, make([]byte, 0, side*side*3)}
	for y := range side {
		from := ((top+y)*p.Width + left) * 3
		out.Pix = append(out.Pix, p.Pix[from:from+side*3]...)
	}
	return out
}

// Values are the pixels in [-1, 1].
func (p Picture) Values() []float32 {
	out := make([]float32, len(p.Pix))
	for i, v := range p.Pix {
		out[i] = float32(v)/127.5 - 1
	}
	return out
}
