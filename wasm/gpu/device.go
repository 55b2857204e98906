// Package gpu runs plans. A Device is the whole of what the engine knows of a
// GPU; package soft is the pure-Go oracle, package webgpu the browser's device,
// package faulty a double that fails on command. One conformance suite,
// package gputest, holds them to the same behaviour.
package gpu

import (
	"context"
	"errors"

	"unclip/wgsl/plan"
)

// Errors that callers act on; devices wrap them.
var (
	// ErrLost means the device is gone; open a new one and upload again.
	ErrLost = errors.New("gpu: the device was lost; open a new one and resume")
	// ErrMemory means an allocation failed; free something or use a smaller plan.
	ErrMemory = errors.New("gpu: out of device memory; close other tabs or choose a smaller size")
	// ErrNone means that the browser offers no adapter.
	ErrNone = errors.New("gpu: this browser has no WebGPU adapter; use Chrome or Edge 113+ (Android 121+, Linux 144+), or Safari 26+, with hardware acceleration on")
)

// Info describes an adapter.
type Info struct {
	Vendor, Architecture, Description string
	Fallback                          bool // a CPU adapter such as SwiftShader
	Features                          []string
	MaxBufferBytes, MaxBindingBytes   int
	SubgroupMin, SubgroupMax          int // lanes; 0 where the browser does not say
}

// Adapter is what a planner needs to know.
func (i Info) Adapter() plan.Adapter {
	a := plan.Adapter{Class: plan.GPU, Features: i.Features, SubgroupMin: i.SubgroupMin, SubgroupMax: i.SubgroupMax}
	if i.Fallback {
		a.Class = plan.CPU
	}
	return a
}

// Bytes is data on its way to the device: Go memory, or a handle to memory of
// the browser that never enters Go's heap.
type Bytes interface {
	// Len is the number of bytes.
	Len() int
}

// Memory is Go-owned data.
type Memory []byte

// Len is the number of bytes.
func (m Memory) Len() int { return len(m) }

// Device compiles and runs plans. All methods may block; none may be called
// from inside a JavaScript callback.
type Device interface {
	// Info describes the adapter.
	Info() Info
	// Compile builds the pipelines of a plan without its buffers, so that it
	// can run while weights download. It is optional before Load.
	Compile(ctx context.Context, p *plan.Plan, progress func(done, total int)) error
	// Load allocates the plan's buffers and returns a Program.
	Load(ctx context.Context, p *plan.Plan) (Program, error)
	// Lost is closed when the device is gone, but not by Close.
	Lost() <-chan struct{}
	// LiveBytes counts the bytes of buffers allocated and not yet released.
	LiveBytes() int
	// Close releases the device.
	Close()
}

// Program is a plan with its buffers on a device.
type Program interface {
	// Upload copies src[srcOffset:srcOffset+n] into a weight buffer of the plan.
	// n and both offsets are multiples of 4.
	Upload(ctx context.Context, dst plan.Binding, src Bytes, srcOffset, n int) error
	// Write sets an input: rows of the port's shape without padding.
	Write(name string, rows []float32) error
	// WriteIDs sets an index input.
	WriteIDs(name string, ids []int32) error
	// RunPrompt runs the Prompt pass, RunStep the Step pass.
	RunPrompt(ctx context.Context) error
	RunStep(ctx context.Context) error
	// Read waits for the work submitted so far and returns an output without padding.
	Read(ctx context.Context, name string) ([]float32, error)
	// Release frees the plan's buffers.
	Release()
}

// Splitter is a Program whose passes can be submitted in several portions.
type Splitter interface {
	// Split bounds the dispatches of a submission from now on; 0 is a whole pass.
	Split(most int)
}
