package sample

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
)

// The known answers distributed with Random123 for philox4x32 with 10 rounds.
func TestPhiloxKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    string
	}{
		{[4]uint32{}, [2]uint32{}, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"},
		{[4]uint32{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, [2]uint32{0xffffffff, 0xffffffff}, "408f276d 41c83b0e a20bc7c6 6d5451fd"},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0}, "d16cfe09 94fdcceb 5001e420 24126ea1"},
	} {
		w := philox(c.counter, c.key)
		if got := fmt.Sprintf("%08x %08x %08x %08x", w[0], w[1], w[2], w[3]); got != c.want {
			t.Errorf("philox(%08x, %08x) = %s, want %s", c.counter, c.key, got, c.want)
		}
	}
}

// The bits of the noise are a promise: a seed in a picture's metadata must
// give that picture on every machine and in every version.
func TestNoiseGolden(t *testing.T) {
	for _, c := range []struct {
		name string
		got  []float32
		want string
	}{
		{"seed 0, start", Noise{}.Start(5), "[3f7dbb33 bf6cb6b0 bf1e1b9f bef6d1b2 be1d5357]"},
		{"seed 0, step 0", Noise{}.Step(0, 5), "[3f91747c bf2d06ab 3f9ecbb6 3e65a217 3f82d033]"},
		{"seed 0, stream 1", Noise{Stream: 1}.Start(5), "[3f88a6cb bed9c6b5 c0178cdf be6d0d85 3ecf57cf]"},
		{"seed 1, start", Noise{Seed: 1}.Start(5), "[3ec2c3e3 be97b1bc be7f370c bf807dbd 3f207fa8]"},
		{"seed 1<<63, step 24", Noise{Seed: 1 << 63}.Step(24, 5), "[bfbac829 3fd4ed1e bff9d482 be9515c3 3dd8e5a0]"},
	} {
		if got := hexes(c.got); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := digest(Noise{Seed: 42, Stream: 2}.Step(3, 1<<16)); got != "4d85a2dc99adde42" {
		t.Errorf("65,536 values have digest %s", got)
	}
}

func hexes(x []float32) string {
	bits := make([]uint32, len(x))
	for i, v := range x {
		bits[i] = math.Float32bits(v)
	}
	return fmt.Sprintf("%08x", bits)
}

func digest(x []float32) string {
	h := fnv.New64a()
	for _, v := range x {
		b := math.Float32bits(v)
		h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

func TestNoiseDependsOnPlaceAlone(t *testing.T) {
	z := Noise{Seed: 99, Stream: 3}
	long := z.Step(4, 101)
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 64, 101} {
		if got := z.Step(4, n); !slices.Equal(got, long[:n]) {
			t.Errorf("the first %d values differ from those of a longer draw", n)
		}
	}
	if got := z.Start(-1); len(got) != 0 {
		t.Errorf("%d values of -1", len(got))
	}
}

func TestNoiseIsUnitNormal(t *testing.T) {
	const n = 200_000
	x := Noise{Seed: 2022}.Start(n)
	mean, sd := moments(x)
	var skew, kurtosis, beyond2 float64
	for _, v := range x {
		d := (float64(v) - mean) / sd
		skew += d * d * d / n
		kurtosis += d * d * d * d / n
		if math.Abs(d) > 2 {
			beyond2 += 1. / n
		}
	}
	for _, c := range []struct {
		name           string
		got, want, tol float64
	}{
		{"mean", mean, 0, .009}, {"deviation", sd, 1, .006}, {"skewness", skew, 0, .02},
		{"kurtosis", kurtosis, 3, .04}, {"beyond 2 sigma", beyond2, .0455, .0018},
	} {
		t.Logf("%-14s %.5f", c.name, c.got)
		if !near(c.got, c.want, c.tol, 0) {
			t.Errorf("%s %.5f, want %.4f ± %.4f", c.name, c.got, c.want, c.tol)
		}
	}
}

// Neighbouring seeds, streams and steps, and neighbours within one draw, have
// nothing in common.
func TestNoiseIsUncorrelated(t *testing.T) {
	const n = 40_000
	base := Noise{Seed: 5}.Start(n)
	for _, c := range []struct {
		name  string
		other []float32
	}{
		{"next seed", Noise{Seed: 6}.Start(n)},
		{"high half of the seed", Noise{Seed: 5 + 1<<32}.Start(n)},
		{"next stream", Noise{Seed: 5, Stream: 1}.Start(n)},
		{"first step", Noise{Seed: 5}.Step(0, n)},
		{"shifted by one", append(slices.Clone(base[1:]), base[0])},
		{"shifted by two", append(slices.Clone(base[2:]), base[:2]...)},
		{"shifted by four", append(slices.Clone(base[4:]), base[:4]...)},
	} {
		sum := 0.0
		for i := range base {
			sum += float64(base[i]) * float64(c.other[i]) / n
		}
		if math.Abs(sum) > .02 {
			t.Errorf("%s: correlation %.4f", c.name, sum)
		}
	}
}

func TestBoxMullerExtremes(t *testing.T) {
	words := []uint32{0, 1, 1 << 30, 1<<31 - 1, 1 << 31, 3 << 30, math.MaxUint32}
	for _, u := range words {
		for _, v := range words {
			a, b := boxMuller(u, v)
			if r := math.Hypot(float64(a), float64(b)); !(r < 6.8) {
				t.Errorf("boxMuller(%x, %x) = %g, %g", u, v, a, b)
			}
		}
	}
}
