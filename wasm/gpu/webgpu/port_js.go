package webgpu

import (
	"context"
	"fmt"
	"syscall/js"

	"unclip/models/tensor"
	"unclip/wasm/jsx"
	"unclip/wgsl/plan"
)

// Write sets an input from rows without padding.
func (g *program) Write(name string, rows []float32) error {
	return g.write(name, wordBytes(rows))
}

// WriteIDs sets an index input, one id a row.
func (g *program) WriteIDs(name string, ids []int32) error {
	return g.write(name, wordBytes(ids))
}

func (g *program) write(name string, values []byte) error {
	if err := g.check(context.Background()); err != nil {
		return err
	}
	port, ok := g.plan.Input(name)
	if !ok {
		return fmt.Errorf("webgpu: the plan has no input %q", name)
	}
	if len(values) != 4*port.Shape.Elements() {
		return fmt.Errorf("webgpu: input %q takes %d values, got %d", name, port.Shape.Elements(), len(values)/4)
	}
	stored := pad(port.Shape, values)
	g.device.copies.write(g.device.queue, g.memory.buffers[port.Binding.Buffer], port.Binding.Offset, stored)
	return nil
}

// pad spreads rows of words to the stride they are stored at.
func pad(s tensor.Shape, rows []byte) []byte {
	c, ld := 4*s.Channels(), 4*s.Stride()
	if c == ld {
		return rows
	}
	stored := make([]byte, s.Rows()*ld)
	for r := range s.Rows() {
		copy(stored[r*ld:], rows[r*c:(r+1)*c])
	}
	return stored
}

// unpad closes the gaps between stored rows, in place.
func unpad(s tensor.Shape, stored []float32) []float32 {
	c, ld := s.Channels(), s.Stride()
	for r := range s.Rows() {
		copy(stored[r*c:(r+1)*c], stored[r*ld:])
	}
	return stored[:s.Elements()]
}

// Read waits for the work submitted so far and returns an output.
func (g *program) Read(ctx context.Context, name string) ([]float32, error) {
	port, ok := g.plan.Output(name)
	if !ok {
		return nil, fmt.Errorf("webgpu: the plan has no output %q", name)
	}
	g.reading.Lock()
	defer g.reading.Unlock()
	if err := g.check(ctx); err != nil {
		return nil, err
	}
	stored, err := g.fetch(ctx, port)
	if err == nil {
		err = g.device.check(ctx) // what the awaited work got wrong
	}
	if err != nil {
		return nil, err
	}
	return unpad(port.Shape, stored), nil
}

func (g *program) fetch(ctx context.Context, port plan.Port) ([]float32, error) {
	n := port.Shape.Bytes()
	if staging, ok := g.echoes.of(port.Name); ok {
		return g.unload(ctx, port, staging, g.device.glue.Call("mapped", staging, n, g.echoes.replayed), g.echoes.release)
	}
	if err := g.stage(ctx, n); err != nil {
		return nil, err
	}
	d, staging := g.device, g.staging.buffers[0]
	bytes := d.glue.Call("read", d.value, g.memory.buffers[port.Binding.Buffer], port.Binding.Offset, n, staging)
	return g.unload(ctx, port, staging, bytes, g.dropStaging)
}

// unload takes what a promise of mapped bytes gives; drop forgets staging whose
// mapping is still pending.
func (g *program) unload(ctx context.Context, port plan.Port, staging, bytes js.Value, drop func()) ([]float32, error) {
	array, err := g.device.await(ctx, bytes)
	if err != nil {
		drop()
		return nil, g.readError(port.Name, err)
	}
	stored := make([]float32, port.Shape.Bytes()/4)
	js.CopyBytesToGo(wordBytes(stored), array)
	staging.Call("unmap")
	return stored, nil
}

// readError tells the device's failures from the caller's end of patience.
func (g *program) readError(name string, err error) error {
	if e, ok := err.(*jsx.Error); ok {
		return fmt.Errorf("webgpu: output %q cannot be read: %w; load the plan again", name, e)
	}
	return err
}

// stage makes sure that n bytes can be read through staging.
func (g *program) stage(ctx context.Context, n int) error {
	if g.staging != nil && g.staging.bytes >= n {
		return nil
	}
	g.dropStaging()
	m, err := g.device.allocate(ctx, "staging", []int{n}, []int{mapRead | copyDst})
	g.staging = m
	return err
}

func (g *program) dropStaging() {
	if g.staging != nil {
		g.staging.release()
		g.staging = nil
	}
}
