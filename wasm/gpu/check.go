package gpu

import (
	"fmt"

	"unclip/models/tensor"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// Check refuses plans that WebGPU would refuse later and less clearly on an
// adapter of these limits. Every device asks it, so that tests without a browser
// find them too.
func (i Info) Check(p *plan.Plan) error {
	for _, ports := range [][]plan.Port{p.Inputs, p.Outputs} {
		for _, port := range ports {
			if b := port.Binding; b.Buffer < 0 || b.Buffer >= len(p.Buffers) || b.Offset+port.Shape.Bytes() > p.Buffers[b.Buffer].Bytes {
				return fmt.Errorf("gpu: port %q lies outside its buffer; fix the plan", port.Name)
			}
		}
	}
	for _, pass := range [][]plan.Dispatch{p.Prompt, p.Step} {
		for k := range pass {
			if err := i.checkDispatch(p, &pass[k]); err != nil {
				return fmt.Errorf("gpu: dispatch %q of kernel %s: %w", pass[k].Label, pass[k].Variant.Kernel, err)
			}
		}
	}
	return nil
}

func (i Info) checkDispatch(p *plan.Plan, x *plan.Dispatch) error {
	spec, ok := wgsl.Specs()[x.Variant.Kernel]
	if !ok {
		return fmt.Errorf("no such kernel; add it to the table of package wgsl")
	}
	if len(x.Params) != len(spec.Params) || len(x.Bindings) != len(spec.Bindings) {
		return fmt.Errorf("%d params and %d bindings; it takes %d and %d", len(x.Params), len(x.Bindings), len(spec.Params), len(spec.Bindings))
	}
	access := map[int]wgsl.Access{}
	for k, b := range x.Bindings {
		if b.Buffer < 0 || b.Buffer >= len(p.Buffers) || b.Offset < 0 || b.Offset%256 != 0 || b.Offset+b.Bytes > p.Buffers[b.Buffer].Bytes {
			return fmt.Errorf("binding %s lies outside its buffer or off a multiple of 256; fix the plan", spec.Bindings[k].Name)
		}
		if b.Bytes > i.MaxBindingBytes {
			return fmt.Errorf("binding %s has %d bytes where the adapter allows %d: %w", spec.Bindings[k].Name, b.Bytes, i.MaxBindingBytes, ErrMemory)
		}
		if was, seen := access[b.Buffer]; seen && (was == wgsl.ReadWrite || spec.Bindings[k].Access == wgsl.ReadWrite) {
			return fmt.Errorf("binding %s writes a buffer that another binding uses; give it a buffer of its own", spec.Bindings[k].Name)
		}
		access[b.Buffer] = spec.Bindings[k].Access
	}
	return nil
}

// CheckUpload refuses what does not fit into the plan's weights: n bytes from
// srcOffset on of a source of so many bytes.
func CheckUpload(p *plan.Plan, dst plan.Binding, size, srcOffset, n int) error {
	if dst.Buffer < 0 || dst.Buffer >= len(p.Buffers) || p.Buffers[dst.Buffer].Memory != plan.Weights {
		return fmt.Errorf("gpu: upload to buffer %d, which holds no weights; use a binding of Plan.Weights", dst.Buffer)
	}
	if n < 0 || srcOffset < 0 || (n|srcOffset|dst.Offset)%4 != 0 {
		return fmt.Errorf("gpu: upload of %d bytes from %d to %d; use multiples of 4", n, srcOffset, dst.Offset)
	}
	if room := tensor.Pad(p.Buffers[dst.Buffer].Bytes, 16) - dst.Offset; n > size-srcOffset || n > dst.Bytes+3 || n > room {
		return fmt.Errorf("gpu: upload of %d bytes at %d of %d into %d; check the manifest's offsets", n, srcOffset, size, dst.Bytes)
	}
	return nil
}
