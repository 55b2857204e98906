package weights

import "math"

// ToF16 rounds to the nearest half, ties to even; values beyond 65504 become
// infinite and NaN stays NaN.
func ToF16(f float32) uint16 {
	b := math.Float32bits(f)
	sign := uint16(b >> 16 & 0x8000)
	b &= 0x7fffffff
	switch {
	case b > 0x7f800000:
		return sign | 0x7e00
	case b >= 0x47800000: // 2^16 and above
		return sign | 0x7c00
	case b >= 0x38800000: // normal halves; a carry may reach infinity, rightly
		b += 0xfff + b>>13&1
		return sign | uint16((b-0x38000000)>>13)
	}
	// Subnormal halves are multiples of 2^-24, which this sum rounds to.
	const magic = 0x3f000000 // 0.5 has an ulp of 2^-24
	sum := math.Float32frombits(magic) + math.Float32frombits(b)
	return sign | uint16(math.Float32bits(sum)-magic)
}

// FromF16 is exact.
func FromF16(h uint16) float32 {
	sign, e, m := uint32(h&0x8000)<<16, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch e {
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | m<<13)
	case 0:
		v := float32(m) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(v))
	}
	return math.Float32frombits(sign | (e+112)<<23 | m<<13)
}
