// Package ref is the plain Go meaning of every kernel, with f64 accumulation.
// It is the oracle: the soft device runs it, and each WGSL kernel is checked
// against it on the browser's GPU.
package ref

import (
	"math"

	"unclip/wgsl"
)

// Words is the content of a binding: 4-byte words.
type Words []uint32

// Kernel computes a dispatch: params as Spec.Params, bindings as Spec.Bindings.
type Kernel func(v wgsl.Variant, params []uint32, bindings []Words)

// Table maps each kernel of wgsl.Specs to its meaning.
func Table() map[string]Kernel {
	return map[string]Kernel{
		"matmul":                 matmul,
		"conv":                   conv,
		"groupnorm_partial":      groupnormPartial,
		"groupnorm_coefs":        groupnormCoefs,
		"affine":                 affine,
		"layernorm":              layernorm,
		"attention_scores":       attentionScores,
		"attention_scores_quad":  attentionScores,
		"softmax":                softmax,
		"attention_values":       attentionValues,
		"attention_values_quad":  attentionValues,
		"act":                    act,
		"add":                    add,
		"copy":                   copyWords,
		"gather":                 gather,
		"resample":               resample,
		"shuffle":                shuffle,
		"winograd_filter":        winogradFilter,
		"winograd_input":         winogradInput,
		"winograd_multiply":      winogradMultiply,
		"winograd_multiply_quad": winogradMultiply,
		"winograd_output":        winogradOutput,

		"matmul_quad":            tiled(matmul, 8),
		"matmul_tiled":           tiled(matmul, 8),
		"matmul_half":            tiled(matmul, 8),
		"conv_tiled":             tiled(conv, 14),
		"conv_half":              tiled(conv, 14),
		"groupnorm_partial_wide": groupnormPartial,
		"layernorm_wide":         layernorm,
		"softmax_wide":           softmax,
		"attention_flash":        attentionFlash,
		"attention_subgroup":     attentionFlash,
	}
}

// at reads an f32 word.
func (w Words) at(i int) float64 { return float64(math.Float32frombits(w[i])) }

// set rounds once, to the f32 that a device stores.
func (w Words) set(i int, x float64) { w[i] = math.Float32bits(float32(x)) }

// ints reads the size words of params.
func ints(params []uint32) []int {
	n := make([]int, len(params))
	for i, p := range params {
		n[i] = int(p)
	}
	return n
}

// padded is a channel count as stored.
func padded(c int) int { return (c + 3) &^ 3 }
