package webgpu

import (
	"syscall/js"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wgsl/plan"
)

// TestUploadsPeak counts all that an upload of 64 MiB in shards of 16 holds at any
// time: buffers, the shard, and what was written since the GPU last was waited for.
func TestUploadsPeak(t *testing.T) {
	const shard, most = 16 << 20, 1.4
	d := open(t, Options{})
	staged, peak := 0, 0
	write, done := d.queue.Get("writeBuffer"), d.queue.Get("onSubmittedWorkDone")
	writing := jsx.FuncOf(func(_ js.Value, args []js.Value) any {
		staged += args[4].Int()
		peak = max(peak, d.LiveBytes()+shard+staged)
		return write.Call("call", d.queue, args[0], args[1], args[2], args[3], args[4])
	})
	waiting := jsx.FuncOf(func(js.Value, []js.Value) any {
		staged = 0
		return done.Call("call", d.queue)
	})
	d.queue.Set("writeBuffer", writing.Value)
	d.queue.Set("onSubmittedWorkDone", waiting.Value)
	defer func() {
		d.queue.Delete("writeBuffer")
		d.queue.Delete("onSubmittedWorkDone")
		writing.Release()
		waiting.Release()
	}()
	p := copies(1)
	p.Buffers = append(p.Buffers, plan.Buffer{Memory: plan.Weights, Bytes: 4 * shard})
	g, src := load(t, d, p), handle(make([]byte, shard))
	for i := range 4 {
		if err := g.Upload(t.Context(), plan.Binding{Buffer: 3, Offset: i * shard, Bytes: shard}, src, 0, shard); err != nil {
			t.Fatal(err)
		}
	}
	if ratio := float64(peak) / (4 * shard); ratio > most || peak == 0 {
		t.Errorf("at most %d bytes at a time, %.2f times the weights; want %.1f", peak, ratio, most)
	} else {
		t.Logf("at most %.2f times the weights", ratio)
	}
}

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
