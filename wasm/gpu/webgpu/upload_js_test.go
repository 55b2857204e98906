package webgpu

import (
	"testing"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// BenchmarkUpload moves 64 MiB of weights in shards of 16.
func BenchmarkUpload(b *testing.B) {
	const shard = 16 << 20
	p := copies(1)
	p.Buffers = append(p.Buffers, plan.Buffer{Memory: plan.Weights, Bytes: 4 * shard})
	bytes := make([]byte, shard)
	for name, src := range map[string]gpu.Bytes{"Handle": handle(bytes), "Memory": gpu.Memory(bytes)} {
		b.Run(name, func(b *testing.B) {
			g := load(b, open(b, Options{}), p)
			b.SetBytes(4 * shard)
			for b.Loop() {
				for i := range 4 {
					if err := g.Upload(b.Context(), plan.Binding{Buffer: 3, Offset: i * shard, Bytes: shard}, src, 0, shard); err != nil {
						b.Fatal(err)
					}
				}
				if _, err := g.Read(b.Context(), "y"); err != nil { // waits
					b.Fatal(err)
				}
			}
		})
	}
}
