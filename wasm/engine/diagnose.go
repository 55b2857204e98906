package engine

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"unclip/wasm/bridge"
	"unclip/wasm/engine/exam"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// examined is a device's examination, held once a device.
type examined struct {
	mu     sync.Mutex
	device gpu.Device
	result exam.Result
	err    error
}

// of examines a device, or remembers how it did.
func (x *examined) of(ctx context.Context, d gpu.Device) (exam.Result, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.device != d || x.err != nil {
		x.result, x.err = exam.Take(ctx, d)
		x.device = d
	}
	return x.result, x.err
}

// doubt is warn for a model that was here before, where this device has not passed
// in this browser yet.
func (e *Engine) doubt(ctx context.Context, reply func(bridge.Message)) {
	defer unheard()
	e.mu.Lock()
	d := e.device
	e.mu.Unlock()
	if p := e.platform.Passes; p != nil && d != nil && !p.Passed(ctx, d.Info()) {
		e.warn(ctx, reply)
	}
}

// warn tells the page of a GPU that computes wrongly, while a model comes: that
// leaves time to find out.
func (e *Engine) warn(ctx context.Context, reply func(bridge.Message)) {
	defer unheard()
	if m := e.diagnosis(ctx); m != nil && m.Exam == bridge.ExamFailed {
		reply(m)
	}
}

// diagnose answers with what there is to say about the device.
func (e *Engine) diagnose(ctx context.Context, reply func(bridge.Message)) {
	defer e.rescue(0, reply)
	if m := e.diagnosis(ctx); m != nil {
		reply(m)
		return
	}
	reply(failure(0, fmt.Errorf("engine: %w", gpu.ErrNone)))
}

// diagnosis is nil before there is a device.
func (e *Engine) diagnosis(ctx context.Context) *bridge.Diagnosis {
	e.mu.Lock()
	d, r, adapter, model := e.device, e.runtime, e.adapter, e.model
	e.mu.Unlock()
	if d == nil {
		return nil
	}
	info := d.Info()
	m := &bridge.Diagnosis{Adapter: adapter, Features: info.Features, Notes: []string{
		fmt.Sprintf("computes on the CPU: %t", info.Fallback),
		fmt.Sprintf("largest buffer: %d MiB", info.MaxBufferBytes>>20),
		fmt.Sprintf("largest binding: %d MiB", info.MaxBindingBytes>>20),
		fmt.Sprintf("buffers alive: %d bytes", d.LiveBytes()),
		"model: " + model.Edition(),
		fmt.Sprintf("built with %s for %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH),
	}}
	if r != nil {
		m.Notes = append(m.Notes, memoryNotes(r)...)
	}
	m.Exam, m.Wrong = e.examine(ctx, d, m)
	return m
}

func (e *Engine) examine(ctx context.Context, d gpu.Device, m *bridge.Diagnosis) (result string, wrong []string) {
	r, err := e.examined.of(ctx, d)
	switch {
	case err != nil:
		m.Notes = append(m.Notes, atMost("examination: "+err.Error(), bridge.MaxTextRunes))
		return bridge.ExamMissing, nil
	case len(r.Failed) > 0:
		result = bridge.ExamFailed
	default:
		result = bridge.ExamPassed
		e.platform.Passes.Note(ctx, d.Info())
	}
	m.Notes = append(m.Notes, fmt.Sprintf("examination: %d kernels, largest deviation %.2g", r.Subject, r.Worst))
	return result, r.Failed
}

// memoryNotes lists the memory of the loaded networks and the losses so far.
func memoryNotes(r *Runtime) []string {
	sum := r.Bytes()
	return []string{
		fmt.Sprintf("weights: %d bytes", sum[plan.Weights]),
		fmt.Sprintf("activations: %d bytes", sum[plan.Scratch]+sum[plan.Kept]),
		fmt.Sprintf("devices lost: %d", r.devices.renewals()),
	}
}
