package weights

import "math"

// quantRange is the range of stored integers.
func quantRange(dtype DType) (low, high float32) {
	if dtype == I8 {
		return -127, 127
	}
	return -8, 7
}

// quantize rounds v/scale to an integer of the type.
func quantize(dtype DType, v, scale float32) int {
	if scale == 0 {
		return 0
	}
	low, high := quantRange(dtype)
	q := float32(math.RoundToEven(float64(v) / float64(scale)))
	return int(min(max(q, low), high))
}

// bestScale chooses the f16 scale of a group. Eight bits lose little, so the
// largest value decides; four bits gain from a search that clips outliers and
// from letting -8, which has no positive twin, carry the largest value.
func bestScale(dtype DType, group []float32) (uint16, error) {
	largest, at := float32(0), 0
	for i, v := range group {
		if !finite(v) {
			return 0, notFinite(i, v)
		}
		if a := float32(math.Abs(float64(v))); a > largest {
			largest, at = a, i
		}
	}
	if dtype == I8 {
		return scaleBits(largest / 127)
	}
	return search(group, group[at])
}

// search tries a grid of scales around largest/8 and keeps the one with the
// least squared error. The scale takes the sign that lets -8 reach the largest
// value.
func search(group []float32, largest float32) (uint16, error) {
	best, least := uint16(0), math.Inf(1)
	for step := -12; step <= 12; step++ {
		h, err := scaleBits(largest / (-8 + float32(step)*0.1))
		if err != nil {
			return 0, err
		}
		if e := squaredError(group, FromF16(h)); e < least {
			best, least = h, e
		}
	}
	return best, nil
}

// squaredError is what quantising an i4 group with this scale loses. Adding and
// subtracting 1.5·2^23 rounds to the nearest integer, several times faster than
// a call; the search needs no better.
func squaredError(group []float32, scale float32) float64 {
	if scale == 0 {
		scale = 1e-30
	}
	const rounder = 3 << 22
	inverse, sum := 1/scale, float32(0)
	for _, v := range group {
		q := float32(v*inverse+rounder) - rounder
		if q < -8 {
			q = -8
		} else if q > 7 {
			q = 7
		}
		d := v - q*scale
		sum += d * d
	}
	return float64(sum)
}

// scaleBits is a scale as f16; it refuses weights too large for one.
func scaleBits(scale float32) (uint16, error) {
	h := ToF16(scale)
	if h&0x7c00 == 0x7c00 {
		return 0, notFinite(0, scale)
	}
	return h, nil
}
