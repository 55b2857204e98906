package weights

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func random(n int, seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(r.NormFloat64())
	}
	return values
}

var packCases = []struct {
	kind  Kind
	shape []int
}{
	{Matrix, []int{70, 13}}, {Matrix, []int{3, 1}}, {Conv, []int{3, 3, 5, 9}}, {Conv, []int{1, 2, 4, 8}}, {Table, []int{67, 6}},
}

// Unpacking gives back what was packed, to within the type's precision.
func TestPackRoundTrip(t *testing.T) {
	for _, c := range packCases {
		n := 1
		for _, d := range c.shape {
			n *= d
		}
		values := random(n, 7)
		for _, d := range []struct {
			dtype     DType
			group     int
			tolerance float64 // root mean square, in standard deviations
		}{{F32, 0, 0}, {F16, 0, 3e-4}, {I8, 64, 0.007}, {I8, 8, 0.006}, {I4, 32, 0.105}, {I4, 16, 0.09}} {
			data, scale, err := Pack(c.kind, d.dtype, c.shape, d.group, values)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Unpack(c.kind, d.dtype, c.shape, d.group, data, scale)
			if err != nil || len(got) != n {
				t.Fatalf("%s %s %v: %d values, %v", d.dtype, c.kind, c.shape, len(got), err)
			}
			var sum float64
			for i := range got {
				d := float64(got[i] - values[i])
				sum += d * d
			}
			if rms := math.Sqrt(sum / float64(n)); rms > d.tolerance {
				t.Errorf("%s %s %v group %d: rms error %.4f above %.4f", d.dtype, c.kind, c.shape, d.group, rms, d.tolerance)
			}
		}
	}
}

// A convolution keeps tap, input and output channel at the places that the
// kernels read.
func TestConvPlaces(t *testing.T) {
	shape := []int{2, 3, 5, 9} // [kh, kw, IC, OC] → rows of (ky·3+kx)·8+ic, 16 columns
	values := random(2*3*5*9, 3)
	data, _, err := Pack(Conv, F32, shape, 0, values)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range values {
		oc, ic, kx, ky := i%9, i/9%5, i/45%3, i/135
		if got := element(F32, data, ((ky*3+kx)*8+ic)*16+oc); got != v {
			t.Fatalf("tap %d,%d channel %d→%d: %g, want %g", ky, kx, ic, oc, got, v)
		}
	}
}

// Two columns share a byte, the even one in the low nibble; padding decodes to 0.
func TestNibbles(t *testing.T) {
	data, scale, err := Pack(Matrix, I4, []int{1, 3}, 32, []float32{-8, 7, 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []byte{0x00, 0x00, 0x00, 0x00}
	for c, v := range []float32{-8, 7, 1} {
		s := FromF16(uint16(scale[2*c]) | uint16(scale[2*c+1])<<8)
		want[c/2] |= byte(int(math.Round(float64(v/s)))+8) << (4 * (c % 2))
	}
	want[1] |= 0x80 // the fourth column is padding
	want[2], want[3] = 0x88, 0x88
	if string(data[:4]) != string(want) {
		t.Errorf("row of % x, want % x", data[:4], want)
	}
	for _, b := range data[4:] {
		if b != 0x88 {
			t.Errorf("padding row holds %x", b)
		}
	}
}

// The search for a four-bit scale never loses to the largest value alone.
func TestScaleSearch(t *testing.T) {
	var plain, searched float64
	for seed := range uint64(200) {
		group := random(32, seed)
		var largest float32
		for _, v := range group {
			largest = max(largest, v, -v)
		}
		h, err := bestScale(I4, group)
		if err != nil {
			t.Fatal(err)
		}
		plain += squaredError(group, FromF16(ToF16(largest/7)))
		searched += squaredError(group, FromF16(h))
	}
	if searched > 0.72*plain {
		t.Errorf("squared error %.3f, the largest value alone gives %.3f", searched, plain)
	}
}

func TestPackRefuses(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		name   string
		dtype  DType
		group  int
		values []float32
		want   error
	}{
		{"NaN as f32", F32, 0, []float32{0, nan}, ErrValue},
		{"infinity as f32", F32, 0, []float32{inf, 0}, ErrValue},
		{"NaN as f16", F16, 0, []float32{0, nan}, ErrValue},
		{"too large for f16", F16, 0, []float32{0, 65520}, ErrValue},
		{"NaN as i8", I8, 64, []float32{nan, 0}, ErrValue},
		{"infinity as i4", I4, 32, []float32{inf, 0}, ErrValue},
		{"scale too large for i8", I8, 64, []float32{1e30, 0}, ErrValue},
		{"scale too large for i4", I4, 32, []float32{1e30, 0}, ErrValue},
		{"too few values", F32, 0, []float32{1}, ErrShape},
		{"group missing", I8, 0, []float32{1, 1}, ErrField},
	} {
		if _, _, err := Pack(Matrix, c.dtype, []int{1, 2}, c.group, c.values); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := Unpack(Matrix, I8, []int{4, 4}, 64, make([]byte, 32), nil); !errors.Is(err, ErrShape) {
		t.Errorf("missing scales: %v", err)
	}
	if _, err := Unpack(Matrix, I8, []int{4, 4}, 0, make([]byte, 32), nil); !errors.Is(err, ErrField) {
		t.Errorf("missing group: %v", err)
	}
}

// Groups of zeros, and of values below the smallest scale, become zeros.
func TestQuantizeNothing(t *testing.T) {
	for _, dtype := range []DType{I8, I4} {
		data, scale, err := Pack(Matrix, dtype, []int{2, 2}, dtype.Group(), []float32{0, 1e-12, 0, -1e-12})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Unpack(Matrix, dtype, []int{2, 2}, dtype.Group(), data, scale)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range got {
			if v != 0 {
				t.Errorf("%s: %v", dtype, got)
			}
		}
	}
}

func BenchmarkPack(b *testing.B) {
	values := random(512*512, 1)
	for _, dtype := range []DType{F16, I8, I4} {
		b.Run(string(dtype), func(b *testing.B) {
			b.SetBytes(4 * 512 * 512)
			for range b.N {
				if _, _, err := Pack(Matrix, dtype, []int{512, 512}, dtype.Group(), values); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
