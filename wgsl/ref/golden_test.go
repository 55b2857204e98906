package ref

import (
	"math"
	"testing"

	"unclip/wgsl"
)

// The expected numbers here are worked out by hand or by another program, so
// that they do not share an error with the reference or the kernels.

func f32s(xs ...float64) Words {
	w := make(Words, len(xs))
	for i, x := range xs {
		w.set(i, x)
	}
	return w
}

func expect(t *testing.T, name string, got Words, want ...float64) {
	t.Helper()
	for i, x := range want {
		if g := got.at(i); math.IsNaN(g) || math.Abs(g-x) > 1e-6*(1+math.Abs(x)) {
			t.Errorf("%s: word %d is %g, want %g (all: %v)", name, i, g, x, want)
			return
		}
	}
}

// run computes into n words that hold -7 before.
func run(kernel string, v wgsl.Variant, params []uint32, n int, inputs ...Words) Words {
	y := make(Words, n)
	for i := range y {
		y.set(i, -7)
	}
	v.Kernel = kernel
	Table()[kernel](v, params, append(inputs, y))
	return y
}

func choices(c ...uint8) wgsl.Variant {
	v := wgsl.Variant{}
	copy(v.Choices[:], c)
	return v
}

func TestMatmul(t *testing.T) {
	x := f32s(1, 2, 3, 0, 4, 5, 6, 0) // [2, 3] padded
	w := f32s(
		1, -1, 2, 9, 9, 9, 9, 9, // columns past the third are pads
		0, 1, 3, 9, 9, 9, 9, 9,
		2, 1, -1, 9, 9, 9, 9, 9,
		5, 5, 5, 9, 9, 9, 9, 9) // meets the zero pads of x
	bias, residual := f32s(10, 20, 30, 0), f32s(1, 1, 1, 0, 2, 2, 2, 0)
	params := []uint32{2, 4, 3, 4, 8, 4, 1, 0}
	none := Words{0, 0, 0, 0}
	expect(t, "plain", run("matmul", choices(), params, 8, x, w, none, none, none), 7, 4, 5, 0, 16, 7, 17, 0)
	expect(t, "bias, residual", run("matmul", choices(0, 1, 1), params, 8, x, w, none, bias, residual), 18, 25, 36, 0, 28, 29, 49, 0)
	wide := append(f32s(7, 7, 7, 7, 7, 7, 7, 7), w...)
	expect(t, "begin", run("matmul", choices(), []uint32{2, 4, 3, 4, 8, 4, 1, 1}, 8, x, wide, none, none, none), 7, 4, 5, 0, 16, 7, 17, 0)
	expect(t, "QuickGELU", run("matmul", choices(3, 0, 0), params, 8, x, w, none, none, none), 6.999953128303318, 3.9955852758604187, 4.998992983732648, 0)
}

// TestPacked reads the same small matrix from each storage.
func TestPacked(t *testing.T) {
	x := f32s(1, 10, 100, 1000) // picks digits apart
	none := Words{0, 0, 0, 0}
	params := []uint32{1, 4, 2, 4, 8, 4, 2, 0} // groups of two rows
	// w[k] = (k+1, -(k+1)); rows are 8 columns.
	f16 := make(Words, 16)
	i8, i4 := make(Words, 8), make(Words, 4)
	for k, bits := range []uint32{0xbc003c00, 0xc0004000, 0xc2004200, 0xc4004400} { // ±1, ±2, ±3, ±4
		f16[4*k] = bits
		i8[2*k] = uint32(uint8(k+1)) | uint32(uint8(-(k+1)))<<8
		i4[k] = uint32(8+k+1) | uint32(8-(k+1))<<4
	}
	// Scales 0.5 for rows 0 and 1 of both columns; 2 and 4 for rows 2 and 3.
	scale := Words{0x38003800, 0, 0, 0, 0x44004000, 0, 0, 0}
	expect(t, "f16", run("matmul", wgsl.Variant{Element: wgsl.F16}, params, 4, x, f16, none, none, none), 4321, -4321, 0, 0)
	expect(t, "i8", run("matmul", wgsl.Variant{Element: wgsl.I8}, params, 4, x, i8, scale, none, none), 8610.5, -17210.5, 0, 0)
	expect(t, "i4", run("matmul", wgsl.Variant{Element: wgsl.I4}, params, 4, x, i4, scale, none, none), 8610.5, -17210.5, 0, 0)

	ids := Words{3, 0, 0, 0, 9, 0, 0, 0} // the second is past the table
	table := []uint32{2, 2, 4, 8, 4, 2}
	expect(t, "gather i8", run("gather", wgsl.Variant{Element: wgsl.I8}, table, 8, ids, i8, scale), 8, -16, 0, 0, 0.5, -0.5, 0, 0)
	expect(t, "gather f16", run("gather", wgsl.Variant{Element: wgsl.F16}, table, 8, ids, f16, none), 4, -4, 0, 0, 1, -1, 0, 0)
}

func TestHalf(t *testing.T) {
	for bits, want := range map[uint32]float64{
		0: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 1.0 / (1 << 14), 0x0001: 1.0 / (1 << 24), 0x3555: 0.333251953125,
		0x7c00: math.Inf(1), 0xfc00: math.Inf(-1),
	} {
		if got := half(bits); got != want {
			t.Errorf("half %#04x is %g, want %g", bits, got, want)
		}
	}
	if !math.IsNaN(half(0x7e00)) {
		t.Error("half 0x7e00 is a number")
	}
}

func TestConv(t *testing.T) {
	x := make(Words, 9*4) // 3×3 pixels 1..9 in the first channel
	for i := range 9 {
		x.set(4*i, float64(i+1))
	}
	w := make(Words, 9*4*8) // first output sums the taps, the second is the centre tap
	for tap := range 9 {
		w.set(tap*4*8, 1)
	}
	w.set(4*4*8+1, 1)
	none := Words{0, 0, 0, 0}
	y := run("conv", choices(), []uint32{1, 3, 3, 4, 3, 3, 2, 8, 3, 3, 1, 1, 1, 4}, 36, x, w, none, none, none)
	expect(t, "3×3", y, 12, 1, 0, 0, 21, 2, 0, 0, 16, 3, 0, 0, 27, 4, 0, 0, 45, 5, 0, 0, 33, 6, 0, 0, 24, 7, 0, 0, 39, 8, 0, 0, 28, 9, 0, 0)
	y = run("conv", choices(), []uint32{1, 3, 3, 4, 2, 2, 2, 8, 3, 3, 2, 1, 1, 4}, 16, x, w, none, none, none)
	expect(t, "stride 2", y, 12, 1, 0, 0, 16, 3, 0, 0, 24, 7, 0, 0, 28, 9, 0, 0)
}

func TestGroupNorm(t *testing.T) {
	// Two pixels of four channels in two groups: {1, 3, 5, 7} and {2, 2, 2, 2}, far from zero.
	x := f32s(10001, 10003, 2, 2, 10005, 10007, 2, 2)
	moments := run("groupnorm_partial", choices(), []uint32{1, 2, 4, 4, 2, 2, 1}, 8, x)
	expect(t, "moments", moments, 10002, 2, 2, 0, 10006, 2, 2, 0)
	eps := math.Float32bits(0.25)
	params := []uint32{1, 2, 4, 4, 2, 2, 1, eps, 8, 2, 4}
	gain, bias, none := f32s(1, 2, 3, 4), f32s(0, 1, 2, 3), f32s(0, 0, 0, 0)
	// Group 0: mean 10004, variance 5, so 1/√5.25; group 1: mean 2, variance 0, so 2.
	const r = 0.43643578047198476
	coefs := run("groupnorm_coefs", choices(), params, 8, moments, none, gain, bias, f32s(0, 0, 0, 0))
	expect(t, "coefs", coefs, r, 2*r, 6, 8, -10004*r, 1-20008*r, -10, -13)
	cond := f32s(0, 1, -1, 0, 5, 6, 7, 8)
	coefs = run("groupnorm_coefs", choices(1), params, 8, moments, none, gain, bias, cond)
	expect(t, "scale-shift", coefs, r, 4*r, 0, 8, 5-10004*r, 8-40016*r, 7, -5)
	// One group over the seam of two tensors, {1, 3} and {5, 7}: mean 4, variance 5.
	seam := []uint32{1, 1, 4, 4, 1, 1, 1, eps, 8, 2, 2}
	coefs = run("groupnorm_coefs", choices(), seam, 8, f32s(2, 2), f32s(6, 2), gain, bias, none)
	expect(t, "seam", coefs, r, 2*r, 3*r, 4*r, -4*r, 1-8*r, 2-12*r, 3-16*r)
	y := run("affine", choices(), []uint32{1, 2, 4}, 8, f32s(1, 2, 3, 4, 5, 6, 7, 8), f32s(1, 2, 3, 4, 10, 20, 30, 40))
	expect(t, "affine", y, 11, 24, 39, 56, 15, 32, 51, 72)
}

func TestLayerNorm(t *testing.T) {
	y := run("layernorm", choices(), []uint32{2, 3, 4, math.Float32bits(0)}, 8,
		f32s(1, 2, 3, 0, 7, 7, 10, 0), f32s(1, 1, 2, 0), f32s(0, 10, 0, 0))
	const a = 1.224744871391589 // √(3/2)
	const b = 0.7071067811865476
	expect(t, "layernorm", y, -a, 10, 2*a, 0, -b, 10-b, 4*b, 0)
}

func TestAttention(t *testing.T) {
	// One head of four dimensions, two queries, keys in two segments of 2 and 1.
	q := f32s(2, 0, 0, 0, 0, 2, 0, 0)
	k0, k1 := f32s(1, 3, 0, 0, 2, 4, 0, 0), f32s(5, 6, 0, 0)
	params := []uint32{1, 1, 2, 2, 1, 4, 4, 4, 1, 4}
	none := Words{0, 0, 0, 0}
	expect(t, "scores", run("attention_scores", choices(), params, 8, q, k0, k1, none), 1, 2, 5, hidden, 3, 4, 6, hidden)
	expect(t, "causal", run("attention_scores", choices(1, 0), params, 8, q, k0, k1, none), 1, 2, hidden, hidden, 3, 4, 6, hidden)
	expect(t, "mask", run("attention_scores", choices(0, 1), params, 8, q, k0, k1, f32s(0, 1, 0, 0)), hidden, 2, 5, hidden, hidden, 4, 6, hidden)

	p := run("softmax", choices(), []uint32{2, 3, 4}, 8, f32s(0, math.Log(2), math.Log(5), hidden, hidden, 1000, 1000, hidden))
	expect(t, "softmax", p, 0.125, 0.25, 0.625, 0, 0, 0.5, 0.5, 0)
	v0, v1 := f32s(1, 2, 3, 4, 5, 6, 7, 8), f32s(9, 10, 11, 12)
	y := run("attention_values", choices(), []uint32{1, 1, 2, 2, 1, 4, 4, 4}, 8, p, v0, v1)
	expect(t, "values", y, 7, 8, 9, 10, 7, 8, 9, 10)
}

func TestAct(t *testing.T) {
	x := f32s(-100, -1, 0, 1, 3, 100, 0.5, -3)
	params := []uint32{8}
	// From Python's math.erf and math.exp.
	expect(t, "SiLU", run("act", choices(1), params, 8, x), 0, -0.2689414213699951, 0, 0.7310585786300049, 2.8577223804672998, 100, 0.3112296656009273, -0.14227761953270035)
	expect(t, "GELU", run("act", choices(2), params, 8, x), 0, -0.15865525393145705, 0, 0.8413447460685429, 2.99595030590511, 100, 0.34573123063700656, -0.00404969409489031)
	expect(t, "QuickGELU", run("act", choices(3), params, 8, x), 0, -0.1542042340671787, 0, 0.8457957659328212, 2.981928690292214, 100, 0.35038843660638014, -0.01807130970778597)
}

func TestMoves(t *testing.T) {
	x := f32s(1, 2, 3, 4, 5, 6, 7, 8)
	y := run("add", choices(), []uint32{2, 4, 1, 1}, 8, x, f32s(10, 20, 30, 40))
	expect(t, "add", y, 11, 22, 33, 44, 15, 26, 37, 48)
	y = run("copy", choices(), []uint32{2, 1, 2, 3, 1, 4, 0, 1, 4, 0}, 8, x)
	expect(t, "copy", y, -7, 2, 3, 0, -7, 6, 7, 0)

	y = run("resample", choices(0), []uint32{1, 1, 2, 4}, 32, x)
	expect(t, "nearest", y, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8)
	y = run("resample", choices(1), []uint32{1, 2, 2, 4}, 4, f32s(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 2, 4, 6, 8))
	expect(t, "average", y, 2, 3, 4, 5)

	// 2×2 pixels of two channels: (1, 5) (2, 6) / (3, 7) (4, 8).
	picture := f32s(1, 5, 0, 0, 2, 6, 0, 0, 3, 7, 0, 0, 4, 8, 0, 0)
	y = run("shuffle", choices(0), []uint32{1, 2, 2, 2, 2, 4, 8}, 8, picture)
	expect(t, "unshuffle", y, 1, 2, 3, 4, 5, 6, 7, 8)
	y = run("shuffle", choices(1), []uint32{1, 1, 1, 8, 2, 8, 4}, 16, x)
	expect(t, "shuffle", y, 1, 5, 0, 0, 2, 6, 0, 0, 3, 7, 0, 0, 4, 8, 0, 0)
}
