package kerneltest

import (
	"fmt"
	"math"

	"unclip/wgsl/ref"
)

// tolerance allows |got - want| <= abs·magnitude + rel·|want|, the magnitude
// being that of the case's activations. All kernels compute in f32, whose
// rounding is 6e-8; the reference in f64.
type tolerance struct{ abs, rel float64 }

// tolerances, per kernel, and per algorithm of a convolution. Moves are exact.
var tolerances = map[string]tolerance{
	"matmul":                 {2e-6, 2e-6}, // sums of up to 512 products near 1
	"conv":                   {2e-6, 2e-6},
	"conv/F2":                {4e-6, 4e-6}, // Winograd's sums reach beyond the result and cancel
	"conv/F4":                {2e-5, 2e-5},
	"groupnorm_partial":      {1e-6, 1e-5},
	"groupnorm_coefs":        {5e-6, 1e-5}, // bias - mean·scale may cancel
	"affine":                 {1e-6, 1e-6},
	"layernorm":              {5e-6, 1e-5},
	"attention_scores":       {1e-6, 1e-6},
	"attention_scores_quad":  {1e-6, 1e-6},
	"softmax":                {1e-6, 1e-5}, // WGSL grants exp 3 + 2|x| ulps
	"attention_values":       {2e-6, 2e-6},
	"attention_values_quad":  {2e-6, 2e-6},
	"act":                    {5e-7, 1e-5}, // GELU: erf to 1.5e-7 times |x|
	"add":                    {0, 2e-7},
	"copy":                   {},
	"gather":                 {0, 2e-7},    // the product with the scale
	"resample":               {1e-7, 2e-7}, // a sum of four that may cancel
	"shuffle":                {},
	"winograd_filter":        {1e-6, 1e-6}, // weights of one filter are about 1
	"winograd_input":         {2e-5, 2e-6}, // sums of up to 100 times a pixel that may cancel
	"winograd_multiply":      {2e-6, 2e-6},
	"winograd_multiply_quad": {2e-6, 2e-6},
	"winograd_output":        {4e-5, 2e-6}, // sums of up to 361 times a product that may cancel

	"matmul_tiled":           {2e-6, 2e-6},
	"matmul_quad":            {2e-6, 2e-6},
	"matmul_half":            {2e-3, 2e-3}, // operands rounded to 11 bits
	"conv_tiled":             {2e-6, 2e-6},
	"conv_half":              {2e-3, 2e-3},
	"groupnorm_partial_wide": {1e-6, 1e-5},
	"layernorm_wide":         {5e-6, 1e-5},
	"softmax_wide":           {1e-6, 1e-5},
	"attention_flash":        {3e-6, 2e-5}, // the scores' rounding, times exp
	"attention_subgroup":     {3e-6, 2e-5},
}

// magnitude is the size of a case's activations.
func (d Data) magnitude() float64 { return [...]float64{1, 1000, 100, 1}[d] }

// Difference compares a device's output with the reference's; it reports the
// largest error in units of the tolerance, and the first wrong word.
func (c Case) Difference(got, want ref.Words) (worst float64, err error) {
	if len(got) != len(want) {
		return math.Inf(1), fmt.Errorf("%d words of output, want %d", len(got), len(want))
	}
	guarded := len(want) - guardWords
	for i := guarded; i < len(want); i++ {
		if got[i] != want[i] {
			return math.Inf(1), fmt.Errorf("guard word %d is %#x, want %#x", i-guarded, got[i], want[i])
		}
	}
	return c.compare(c.Variant.Kernel, got[:guarded], want[:guarded])
}

// compare holds values to a row of the tolerance table.
func (c Case) compare(row string, got, want ref.Words) (worst float64, err error) {
	if len(got) != len(want) {
		return math.Inf(1), fmt.Errorf("%d words of output, want %d", len(got), len(want))
	}
	tol, magnitude := tolerances[row], c.Data.magnitude()
	for i := range want {
		if got[i] == want[i] {
			continue
		}
		g, w := float64(math.Float32frombits(got[i])), float64(math.Float32frombits(want[i]))
		over := math.Abs(g-w) / (tol.abs*magnitude + tol.rel*math.Abs(w))
		switch {
		case want[i] == Sentinel: // not to be written
			over = math.Inf(1)
		case g == w: // zeros of either sign
			over = 0
		}
		if math.IsNaN(over) {
			over = math.Inf(1)
		}
		if over > 1 && err == nil {
			err = fmt.Errorf("word %d of %d is %g, want %g", i, len(want), g, w)
		}
		worst = max(worst, over)
	}
	return worst, err
}
