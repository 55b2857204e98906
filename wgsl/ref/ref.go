// Package ref is the plain Go meaning of every kernel, with f64 accumulation.
// It is the oracle: the soft device runs it, and each WGSL kernel is checked
// against it on the browser's GPU.
package ref

import "unclip/wgsl"

// Words is the content of a binding: 4-byte words.
type Words []uint32

// Kernel computes a dispatch: params as Spec.Params, bindings as Spec.Bindings.
type Kernel func(v wgsl.Variant, params []uint32, bindings []Words)
