package webgpu

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall/js"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wgsl/plan"
)

// Beside the buffers an upload holds one shard of at most 16 MiB and what the
// browser stages: little enough that the peak stays below 1.4 times the weights.
const (
	piece  = 2 << 20 // one writeBuffer of an upload
	unread = 4 << 20 // bytes written before waiting for the GPU to take them
)

// backlog bounds what the browser holds of uploads on their way to the GPU.
type backlog struct{ bytes atomic.Int64 }

func (d *device) wrote(ctx context.Context, n int) error {
	if d.window.bytes.Add(int64(n)) < unread {
		return nil
	}
	d.window.bytes.Store(0)
	_, err := d.await(ctx, d.queue.Call("onSubmittedWorkDone"))
	return err
}

// Upload copies part of src into a weight buffer. A jsx.Bytes goes straight
// from the browser's memory, piece by piece.
func (g *program) Upload(ctx context.Context, dst plan.Binding, src gpu.Bytes, srcOffset, n int) error {
	if err := gpu.CheckUpload(g.plan, dst, src.Len(), srcOffset, n); err != nil {
		return err
	}
	for done := 0; done < n; {
		if err := g.check(ctx); err != nil {
			return err
		}
		size := min(n-done, piece)
		if err := g.queue(dst, src, srcOffset+done, dst.Offset+done, size); err != nil {
			return err
		}
		if err := g.device.wrote(ctx, size); err != nil {
			return err
		}
		done += size
	}
	return g.check(ctx)
}

func (g *program) queue(dst plan.Binding, src gpu.Bytes, from, to, n int) error {
	d, buffer := g.device, g.memory.buffers[dst.Buffer]
	switch b := src.(type) {
	case gpu.Memory:
		d.copies.write(d.queue, buffer, to, b[from:from+n])
	case jsx.Bytes:
		_, err := jsx.Try(func() js.Value { return d.queue.Call("writeBuffer", buffer, to, b.Array(), from, n) })
		if err != nil { // as when the array was transferred away
			return fmt.Errorf("webgpu: upload: %w; keep the array until Upload returns", err)
		}
	default:
		return fmt.Errorf("webgpu: cannot upload %T; use gpu.Memory or jsx.Bytes", src)
	}
	return nil
}
