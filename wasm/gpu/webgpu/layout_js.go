package webgpu

import (
	"context"
	"syscall/js"

	"unclip/wgsl"
)

// layout is what a kernel binds: its params at 0, then its storage buffers.
type layout struct {
	bindings, pipeline js.Value
}

func (d *device) layout(ctx context.Context, s *wgsl.Spec) (layout, error) {
	d.mu.Lock()
	l, ok := d.layouts[s.Name]
	d.mu.Unlock()
	if ok {
		return l, nil
	}
	v, err := d.checked(ctx, "layout of "+s.Name, d.glue.Call("layout", d.value, bindingTypes(s), s.Name))
	if err != nil {
		return l, err
	}
	l = layout{v.Get("bindings"), v.Get("pipeline")}
	d.mu.Lock()
	d.layouts[s.Name] = l
	d.mu.Unlock()
	return l, nil
}

func bindingTypes(s *wgsl.Spec) []any {
	types := []any{"uniform"}
	for _, b := range s.Bindings {
		if b.Access == wgsl.Read {
			types = append(types, "read-only-storage")
		} else {
			types = append(types, "storage")
		}
	}
	return types
}
