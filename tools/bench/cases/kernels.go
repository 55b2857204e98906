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
		attention("attention-small", 128, 144, 8, 64), // to tell who is right
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
	return Case{ID: id, Title: fmt.Sprintf("3×3 conv %d²×%d", size, c), Op: "conv", Chain: chain, DType: weights.F32, Onnx: fused, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			for i := range chain {
				x = nn.Conv3(b, fmt.Sprintf("conv.%d", i), x, c)
			}
			return x
		}}
}

func matmul(id string, m, k, n int, d weights.DType) Case {
	c := Case{ID: id, Title: fmt.Sprintf("matmul %d×%d×%d %s", m, k, n, d), Op: "matmul", Chain: 1, DType: d, Onnx: fused, shape: []int{m, k},
		build: func(b *graph.Builder, x graph.Value) graph.Value { return nn.Project(b, "matmul", x, n) }}
	if d != weights.F32 {
		c.Op, c.Onnx = "", blocks
	}
	return c
}

// blocks are the sizes of blocks for MatMulNBits; ours are of 64 rows. Only those
// of 128 are not the same numbers.
var blocks = []Form{
	{Name: "ort, blocks of 32", Query: "block=32"}, {Name: "ort, blocks of 64", Query: "block=64"}, {Name: "ort, blocks of 128", Query: "block=128"},
	{Name: "ort, blocks of 32, accuracy 4", Query: "block=32&level=4", GPU: true},
}

// attention takes queries, keys and values as inputs. Besides the fused operator
// ONNX Runtime is given the plain products, whose result tells who is right.
func attention(id string, queries, keys, heads, d int) Case {
	return Case{ID: id, Title: fmt.Sprintf("attention %d×%d, %d×%d", queries, keys, heads, d), Op: "attention", Chain: 1, DType: weights.F32,
		Onnx: []Form{{Name: "ort"}, {Name: "ort, plain products", Query: "plain=1"}}, shape: []int{1, queries, heads * d},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			k, v := b.Input("k", graph.Step, 1, keys, heads*d), b.Input("v", graph.Step, 1, keys, heads*d)
			return b.Attention("attention", x, []graph.Value{k}, []graph.Value{v}, graph.None, heads, false, 0)
		}}
}

func norm(id string, size, c, groups int) Case {
	return Case{ID: id, Title: fmt.Sprintf("GroupNorm+SiLU %d²×%d", size, c), Op: "groupnorm", Chain: 1, DType: weights.F32, Onnx: fused, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value {
			return b.Act(nn.GroupNorm(b, "norm", x, graph.None, groups), graph.SiLU)
		}}
}

func upsample(id string, size, c int) Case {
	return Case{ID: id, Title: fmt.Sprintf("upsample ×2 %d²×%d", size, c), Op: "upsample", Chain: 1, DType: weights.F32, Onnx: fused, shape: []int{1, size, size, c},
		build: func(b *graph.Builder, x graph.Value) graph.Value { return b.Upsample(x) }}
}
