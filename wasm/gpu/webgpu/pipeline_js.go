package webgpu

import (
	"context"
	"fmt"
	"strings"
	"syscall/js"

	"unclip/wasm/jsx"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// inFlight is how many pipelines compile at a time: drivers with a compiler
// thread each profit, and no more than these are wasted when cancelled.
const inFlight = 4

// pending is a pipeline that is ready once done is closed.
type pending struct {
	done  chan struct{}
	value js.Value
	err   error
}

// Compile builds the plan's pipelines, each once a device.
func (d *device) Compile(ctx context.Context, p *plan.Plan, progress func(done, total int)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	variants := p.Variants()
	todo, results := make(chan wgsl.Variant), make(chan error, len(variants))
	for range min(inFlight, len(variants)) {
		go func() {
			for v := range todo {
				_, err := d.pipeline(ctx, v)
				results <- err
			}
		}()
	}
	go func() {
		defer close(todo)
		for _, v := range variants {
			select {
			case todo <- v:
			case <-ctx.Done():
				results <- context.Cause(ctx)
				return
			}
		}
	}()
	for i := range variants {
		if err := <-results; err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(variants))
		}
	}
	return d.check(ctx)
}

// pipeline returns the variant's pipeline, compiling it on first use.
func (d *device) pipeline(ctx context.Context, v wgsl.Variant) (js.Value, error) {
	if err := d.check(ctx); err != nil {
		return js.Undefined(), err
	}
	d.mu.Lock()
	p := d.pipelines[v]
	if p == nil {
		p = &pending{done: make(chan struct{})}
		d.pipelines[v] = p
		go d.compile(v, p)
	}
	d.mu.Unlock()
	select {
	case <-p.done:
		return p.value, p.err
	case <-ctx.Done():
		return js.Undefined(), context.Cause(ctx)
	}
}

// compile runs on, whoever stops waiting: the browser cannot be told to stop.
func (d *device) compile(v wgsl.Variant, p *pending) {
	p.value, p.err = d.build(v)
	if p.err != nil {
		d.mu.Lock()
		delete(d.pipelines, v) // so that another try may succeed
		d.mu.Unlock()
	}
	close(p.done)
}

func (d *device) build(v wgsl.Variant) (js.Value, error) {
	spec, ok := wgsl.Specs()[v.Kernel]
	if !ok {
		return js.Undefined(), fmt.Errorf("webgpu: no kernel %q; add it to the table of package wgsl", v.Kernel)
	}
	module, err := d.module(v)
	if err != nil {
		return js.Undefined(), err
	}
	layout, err := d.layout(d.alive, spec)
	if err != nil {
		return js.Undefined(), err
	}
	stage := map[string]any{"module": module, "entryPoint": "main", "constants": constants(spec, v)}
	promise, err := jsx.Try(func() js.Value {
		return d.value.Call("createComputePipelineAsync", map[string]any{"label": v.Key(), "layout": layout.pipeline, "compute": stage})
	})
	if err == nil {
		promise, err = d.await(d.alive, promise)
	}
	if err != nil && d.alive.Err() == nil {
		err = fmt.Errorf("webgpu: %s does not compile: %w%s", v.Key(), err, d.messages(module))
	}
	return promise, err
}

func constants(spec *wgsl.Spec, v wgsl.Variant) map[string]any {
	list := map[string]any{}
	for i, o := range spec.Overrides {
		list[o.Name] = int(v.Choices[i])
	}
	return list
}

// module is the shader of a kernel and element, shared by all their choices.
func (d *device) module(v wgsl.Variant) (js.Value, error) {
	key := v.Kernel + "/" + v.Element.String()
	d.mu.Lock()
	defer d.mu.Unlock()
	if m, ok := d.modules[key]; ok {
		return m, nil
	}
	code, err := d.source(v)
	if err != nil {
		return js.Undefined(), err
	}
	d.modules[key] = d.glue.Call("shader", d.value, code, key).Get("value")
	return d.modules[key], nil
}

func (d *device) source(v wgsl.Variant) (string, error) {
	if d.options.Source != nil {
		return d.options.Source(v)
	}
	return wgsl.Source(v)
}

// messages lists what the compiler said, one indented "line:col kind: text" a line.
func (d *device) messages(module js.Value) string {
	info, err := d.await(d.alive, module.Call("getCompilationInfo"))
	if err != nil {
		return ""
	}
	var b strings.Builder
	list := info.Get("messages")
	for i := range list.Length() {
		m := list.Index(i)
		fmt.Fprintf(&b, "\n\t%d:%d %s: %s", m.Get("lineNum").Int(), m.Get("linePos").Int(), jsx.String(m.Get("type")), jsx.String(m.Get("message")))
	}
	return b.String()
}
