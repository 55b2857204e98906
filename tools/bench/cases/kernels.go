package cases

import (
	"fmt"

	"unclip/models/graph"
	"unclip/models/nn"
	"unclip/models/weights"
)

// Kernels are the cases of the kernels suite.
func Kernels() []Case {
	return []Case{
		conv("conv64", 64, 128),
		conv("conv32", 32, 256),
		attention("attention", 1024, 1101, 8, 64),
		matmul("matmul256", 256, 512, 512, weights.F32),
		matmul("matmul1024", 1024, 1024, 1024, weights.F32),
		matmul("matmul256-i8", 256, 512, 512, weights.I8),
		matmul("matmul1024-i8", 1024, 1024, 1024, weights.I8),
		norm("groupnorm", 64, 128, 32),
		upsample("upsample", 64, 128),
	}
}

// conv is a chain, so that what other runtimes spend on layouts at either end
// counts half.
func conv(id string, size, c int) Case {
	const chain = 2
	return Case{ID: id, Title: fmt.Sprintf("3×3 conv %d²×%d", size, c), Op: "conv", Chain: chain, DType: weights.F32, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			for i := range chain {
				x = nn.Conv3(b, fmt.Sprintf("conv.%d", i), x, c)
			}
			return x
		}}
}

func matmul(id string, m, k, n int, d weights.DType) Case {
	c := Case{ID: id, Title: fmt.Sprintf("matmul %d×%d×%d %s", m, k, n, d), Op: "matmul", Chain: 1, DType: d, shape: []int{m, k},
		build: func(b *graph.Builder, x graph.Value) graph.Value { return nn.Project(b, "matmul", x, n) }}
	if d != weights.F32 {
		c.Op, c.Levels = "", []int{0, 4}
	}
	return c
}

// attention takes queries, keys and values as inputs. tfjs has no attention,
// and three products in its place are four times slower than ONNX Runtime's.
func attention(id string, queries, keys, heads, d int) Case {
	return Case{ID: id, Title: fmt.Sprintf("attention %d×%d, %d×%d", queries, keys, heads, d), Chain: 1, DType: weights.F32,
		shape: []int{1, queries, heads * d},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			k, v := b.Input("k", graph.Step, 1, keys, heads*d), b.Input("v", graph.Step, 1, keys, heads*d)
			return b.Attention("attention", x, []graph.Value{k}, []graph.Value{v}, graph.None, heads, false, 0)
		}}
}

func norm(id string, size, c, groups int) Case {
	return Case{ID: id, Title: fmt.Sprintf("GroupNorm+SiLU %d²×%d", size, c), Op: "groupnorm", Chain: 1, DType: weights.F32, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			return b.Act(nn.GroupNorm(b, "norm", x, graph.None, groups), graph.SiLU)
		}}
}

func upsample(id string, size, c int) Case {
	return Case{ID: id, Title: fmt.Sprintf("upsample ×2 %d²×%d", size, c), Op: "upsample", Chain: 1, DType: weights.F32, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value { return b.Upsample(x) }}
}
