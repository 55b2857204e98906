package weights

import (
	"math"
	"testing"
)

// Every half is exact in f32 and survives the way back.
func TestHalfRoundTrip(t *testing.T) {
	for h := range 1 << 16 {
		f := FromF16(uint16(h))
		if f != f {
			if g := ToF16(f); g&0x7c00 != 0x7c00 || g&0x3ff == 0 {
				t.Fatalf("%04x: NaN became %04x", h, g)
			}
			continue
		}
		if g := ToF16(f); g != uint16(h) {
			t.Fatalf("%04x = %g came back as %04x", h, f, g)
		}
	}
}

// Between neighbouring halves the nearer one is chosen, and the even one at the
// middle.
func TestHalfRounding(t *testing.T) {
	for h := uint16(0); h < 0x7bff; h++ {
		low, high := FromF16(h), FromF16(h+1)
		middle := (low + high) / 2 // exact in f32
		even := h + h&1
		for _, c := range []struct {
			f    float32
			want uint16
		}{
			{math.Nextafter32(middle, 0), h}, {middle, even}, {math.Nextafter32(middle, 1e9), h + 1},
		} {
			if got := ToF16(c.f); got != c.want {
				t.Fatalf("%g between %04x and %04x became %04x, want %04x", c.f, h, h+1, got, c.want)
			}
			if got := ToF16(-c.f); got != c.want|0x8000 {
				t.Fatalf("%g became %04x, want %04x", -c.f, got, c.want|0x8000)
			}
		}
	}
}

func TestHalfLarge(t *testing.T) {
	for _, c := range []struct {
		f    float32
		want uint16
	}{
		{65504, 0x7bff}, {65519.996, 0x7bff}, {65520, 0x7c00}, {1e30, 0x7c00},
		{float32(math.Inf(-1)), 0xfc00}, {1e-10, 0}, {float32(math.Copysign(0, -1)), 0x8000},
	} {
		if got := ToF16(c.f); got != c.want {
			t.Errorf("%g became %04x, want %04x", c.f, got, c.want)
		}
	}
}
