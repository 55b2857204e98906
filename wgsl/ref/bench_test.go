package ref

import (
	"testing"

	"unclip/wgsl"
)

// benchmark runs a kernel on ones and reports its arithmetic rate.
func benchmark(b *testing.B, v wgsl.Variant, flops int, params []uint32, words ...int) {
	bindings := make([]Words, len(words))
	for i, n := range words {
		bindings[i] = make(Words, n)
		for j := range bindings[i] {
			bindings[i][j] = 0x3c003c00 // small in every format
		}
	}
	kernel := Table()[v.Kernel]
	for b.Loop() {
		kernel(v, params, bindings)
	}
	b.ReportMetric(float64(flops)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
}

func BenchmarkMatmul(b *testing.B) {
	const M, K, N = 64, 256, 256
	for _, e := range []wgsl.Element{wgsl.F32, wgsl.F16, wgsl.I8, wgsl.I4} {
		b.Run(e.String(), func(b *testing.B) {
			weights := K * N * [...]int{8, 4, 2, 1}[e] / 8
			benchmark(b, wgsl.Variant{Kernel: "matmul", Element: e}, 2*M*K*N,
				[]uint32{M, K, N, K, N, N, 32, 0}, M*K, weights, K/32*N/2, 4, 4, M*N)
		})
	}
}

func BenchmarkConv(b *testing.B) {
	const H, W, C = 16, 16, 64
	benchmark(b, wgsl.Variant{Kernel: "conv", Element: wgsl.I8}, 2*H*W*9*C*C,
		[]uint32{1, H, W, C, H, W, C, C, 3, 3, 1, 1, 32, C}, H*W*C, 9*C*C/4, 9*C/32*C/2, 4, 4, H*W*C)
}

func BenchmarkAttention(b *testing.B) {
	const heads, L, d = 4, 64, 32
	b.Run("scores", func(b *testing.B) {
		benchmark(b, wgsl.Variant{Kernel: "attention_scores"}, 2*heads*L*L*d,
			[]uint32{1, heads, L, L, 0, d, heads * d, L, 0, 0}, L*heads*d, L*heads*d, 4, 4, heads*L*L)
	})
	b.Run("values", func(b *testing.B) {
		benchmark(b, wgsl.Variant{Kernel: "attention_values"}, 2*heads*L*L*d,
			[]uint32{1, heads, L, L, 0, d, heads * d, L}, heads*L*L, L*heads*d, 4, L*heads*d)
	})
}

func BenchmarkGroupNorm(b *testing.B) {
	const pixels, C, groups, chunks = 1024, 64, 32, 16
	benchmark(b, wgsl.Variant{Kernel: "groupnorm_partial"}, 4*pixels*C,
		[]uint32{1, pixels, C, C, groups, chunks, pixels / chunks}, pixels*C, groups*chunks*2)
}
