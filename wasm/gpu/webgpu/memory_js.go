package webgpu

import (
	"context"
	"fmt"
	"syscall/js"

	"unclip/models/tensor"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Buffer usages of the WebGPU specification.
const (
	mapRead  = 0x01
	copySrc  = 0x04
	copyDst  = 0x08
	uniform  = 0x40
	storage  = 0x80
	queryOut = 0x200
)

// memory is a group of buffers that live and die together.
type memory struct {
	device  *device
	buffers []js.Value
	bytes   int
}

// allocate makes buffers of the given sizes, all or none. WebGPU zeroes them.
func (d *device) allocate(ctx context.Context, label string, sizes, usages []int) (*memory, error) {
	for _, n := range sizes {
		if n > d.info.MaxBufferBytes {
			return nil, fmt.Errorf("webgpu: %s: a buffer of %d bytes where the adapter allows %d: %w", label, n, d.info.MaxBufferBytes, gpu.ErrMemory)
		}
	}
	v, err := d.checked(ctx, label, d.glue.Call("buffers", d.value, anys(sizes), anys(usages), label))
	if v.IsUndefined() {
		return nil, err
	}
	m := &memory{device: d}
	for i, n := range sizes {
		m.buffers = append(m.buffers, v.Index(i))
		m.bytes += n
	}
	d.live.Add(int64(m.bytes))
	if err != nil {
		m.release()
		return nil, err
	}
	return m, nil
}

// release destroys the buffers; a second call does nothing.
func (m *memory) release() {
	for _, b := range m.buffers {
		b.Call("destroy")
	}
	m.device.live.Add(int64(-m.bytes))
	m.buffers, m.bytes = nil, 0
}

// stored is a buffer's size on the device: whole vec4s, as kernels see them.
func stored(b plan.Buffer) int { return tensor.Pad(max(b.Bytes, 16), 16) }

// needs lists the sizes and usages of a plan's buffers: storage, and copying
// where a weight or a port makes the host come near.
func needs(p *plan.Plan) (sizes, usages []int) {
	for _, b := range p.Buffers {
		usage := storage
		if b.Memory == plan.Weights {
			usage |= copyDst
		}
		sizes, usages = append(sizes, stored(b)), append(usages, usage)
	}
	for _, port := range p.Inputs {
		usages[port.Binding.Buffer] |= copyDst
	}
	for _, port := range p.Outputs {
		usages[port.Binding.Buffer] |= copySrc
	}
	return sizes, usages
}
