// Package webgpu is the browser's device: a thin binding over syscall/js that
// also runs under Node with Dawn. Kernels, buffers and bind groups are made
// once; a pass is replayed by a few lines of JavaScript (glue.js), which must
// be loaded before Open. Failures that WebGPU reports out of band (error
// scopes, uncaptured errors, a lost device) come back as errors of the call
// that caused them, or of the next one.
package webgpu

import "unclip/wgsl"

// Options says which adapter to open; the zero value is the fastest one with
// all its memory.
type Options struct {
	LowPower      bool     // prefer the integrated GPU
	Fallback      bool     // insist on the browser's software adapter
	DefaultLimits bool     // stay within WebGPU's default limits, as on the smallest device
	Features      []string // to enable where present; nil is shader-f16, subgroups and timestamp-query
	PerSubmit     int      // at most so many dispatches in one submission; 0 is a whole pass

	// Source gives the WGSL of a variant; nil is wgsl.Source.
	Source func(wgsl.Variant) (string, error)
}
