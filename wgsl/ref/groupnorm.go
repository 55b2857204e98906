package ref

import (
	"math"

	"unclip/wgsl"
)

// groupnormPartial takes the mean of a chunk first and the squares about it
// second, so that a large mean costs nothing.
func groupnormPartial(_ wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, pixels, C, ldx, groups, chunks, chunkPixels := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	x, moments := b[0], b[1]
	per := C / groups
	for i := range B * chunks * groups {
		image, chunk, g := i/(chunks*groups), i/groups%chunks, i%groups
		from := chunk * chunkPixels
		to := min(from+chunkPixels, pixels)
		n := float64(max(to-from, 0) * per)
		var sum, m2 float64
		each := func(f func(v float64)) {
			for px := from; px < to; px++ {
				for c := range per {
					f(x.at((image*pixels+px)*ldx + g*per + c))
				}
			}
		}
		each(func(v float64) { sum += v })
		mean := sum / max(n, 1)
		each(func(v float64) { m2 += (v - mean) * (v - mean) })
		moments.set(2*i, mean)
		moments.set(2*i+1, m2)
	}
}

func groupnormCoefs(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, pixels, C, ld, groups, ldcond := p[0], p[1], p[2], p[3], p[4], p[8]
	eps := float64(math.Float32frombits(params[7]))
	shares := shares{b[0], b[1], pixels, C, p[5], p[6], p[9], p[10]}
	gain, bias, cond, coefs := b[2], b[3], b[4], b[5]
	per := C / groups
	for i := range B * ld {
		image, c := i/ld, i%ld
		mul, add := (image*2)*ld+c, (image*2+1)*ld+c
		if c >= C {
			coefs[mul], coefs[add] = 0, 0
			continue
		}
		mean, m2 := shares.merge(image, c/per*per, per)
		scale := gain.at(c) / math.Sqrt(m2/float64(pixels*per)+eps)
		shift := bias.at(c) - mean*scale
		if v.Choices[0] != 0 {
			s := 1 + cond.at(image*ldcond+c)
			scale, shift = scale*s, shift*s+cond.at(image*ldcond+C+c)
		}
		coefs.set(mul, scale)
		coefs.set(add, shift)
	}
}

// shares are the moments of ranges of `share` channels: those below channel
// split in the first tensor, the others in the second.
type shares struct {
	moments, more                                Words
	pixels, C, chunks, chunkPixels, share, split int
}

// merge joins the (mean, M2) pairs of channels from to from+n with the update of
// Chan, Golub and LeVeque (1979).
func (s shares) merge(image, from, n int) (mean, m2 float64) {
	var count float64
	for chunk := range s.chunks {
		k := float64(max(min(s.chunkPixels, s.pixels-chunk*s.chunkPixels), 0) * s.share)
		for c := from; c < from+n && k > 0; c += s.share {
			m, at := s.moments, (image*s.chunks+chunk)*(s.split/s.share)+c/s.share
			if c >= s.split {
				m, at = s.more, (image*s.chunks+chunk)*((s.C-s.split)/s.share)+(c-s.split)/s.share
			}
			delta := m.at(2*at) - mean
			mean += delta * k / (count + k)
			m2 += m.at(2*at+1) + delta*delta*count*k/(count+k)
			count += k
		}
	}
	return mean, m2
}

func affine(v wgsl.Variant, params []uint32, b []Words) {
	p := ints(params)
	B, pixels, ld := p[0], p[1], p[2]
	x, coefs, y := b[0], b[1], b[2]
	for i := range B * pixels * ld {
		image, c := i/(pixels*ld), i%ld
		y.set(i, activate(v.Choices[0], x.at(i)*coefs.at(2*image*ld+c)+coefs.at((2*image+1)*ld+c)))
	}
}
