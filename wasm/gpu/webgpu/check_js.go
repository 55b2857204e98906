package webgpu

import (
	"fmt"

	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// checkPlan refuses what the browser would refuse later and less clearly.
func (d *device) checkPlan(p *plan.Plan) error {
	for _, ports := range [][]plan.Port{p.Inputs, p.Outputs} {
		for _, port := range ports {
			if b := port.Binding; b.Buffer < 0 || b.Buffer >= len(p.Buffers) || b.Offset+port.Shape.Bytes() > p.Buffers[b.Buffer].Bytes {
				return fmt.Errorf("webgpu: port %q lies outside its buffer; fix the plan", port.Name)
			}
		}
	}
	for _, pass := range [][]plan.Dispatch{p.Prompt, p.Step} {
		for i := range pass {
			if err := d.checkDispatch(p, &pass[i]); err != nil {
				return fmt.Errorf("webgpu: dispatch %q of kernel %s: %w", pass[i].Label, pass[i].Variant.Kernel, err)
			}
		}
	}
	return nil
}

func (d *device) checkDispatch(p *plan.Plan, x *plan.Dispatch) error {
	spec, ok := wgsl.Specs()[x.Variant.Kernel]
	if !ok {
		return fmt.Errorf("no such kernel; add it to the table of package wgsl")
	}
	if len(x.Params) != len(spec.Params) || len(x.Bindings) != len(spec.Bindings) {
		return fmt.Errorf("%d params and %d bindings; it takes %d and %d", len(x.Params), len(x.Bindings), len(spec.Params), len(spec.Bindings))
	}
	access := map[int]wgsl.Access{}
	for i, b := range x.Bindings {
		if b.Buffer < 0 || b.Buffer >= len(p.Buffers) || b.Offset < 0 || b.Offset%256 != 0 || b.Offset+b.Bytes > p.Buffers[b.Buffer].Bytes {
			return fmt.Errorf("binding %s lies outside its buffer or off a multiple of 256; fix the plan", spec.Bindings[i].Name)
		}
		if b.Bytes > d.info.MaxBindingBytes {
			return fmt.Errorf("binding %s has %d bytes where the adapter allows %d: %w", spec.Bindings[i].Name, b.Bytes, d.info.MaxBindingBytes, gpu.ErrMemory)
		}
		if was, seen := access[b.Buffer]; seen && (was == wgsl.ReadWrite || spec.Bindings[i].Access == wgsl.ReadWrite) {
			return fmt.Errorf("binding %s writes a buffer that another binding uses; give it a buffer of its own", spec.Bindings[i].Name)
		}
		access[b.Buffer] = spec.Bindings[i].Access
	}
	return nil
}
