package pack

import (
	"fmt"
	"slices"
	"strings"

	"unclip/models/weights"
)

// Quant is how much a model is to be squeezed.
type Quant string

// The choices of -quant. Int4 stores linear layers in four bits and the rest in
// eight: convolutions, embeddings and upsamplers suffer more from four than they save.
const (
	F32  Quant = "f32"
	F16  Quant = "f16"
	Int8 Quant = "int8"
	Int4 Quant = "int4"
)

// Policy says how each tensor is stored: as it was measured (tools/sensitivity),
// or else by the rule of Quant.
type Policy struct {
	Quant    Quant
	Measured map[string]weights.DType // by name
}

func (p Policy) storage(name string, kind weights.Kind, shape []int) (weights.DType, int) {
	if d, ok := p.Measured[name]; ok {
		return d, d.Group()
	}
	return p.Quant.storage(name, kind, shape)
}

// knows refuses a policy that was measured on another model.
func (p Policy) knows(tensors []Tensor) error {
	for name := range p.Measured {
		if !slices.ContainsFunc(tensors, func(t Tensor) bool { return t.Name == name }) {
			return fmt.Errorf("pack: storage is given for %q, which the model does not have; measure it again with tools/sensitivity", name)
		}
	}
	return nil
}

// ParseQuant reads a choice.
func ParseQuant(s string) (Quant, error) {
	q := Quant(s)
	if !slices.Contains([]Quant{F32, F16, Int8, Int4}, q) {
		return "", fmt.Errorf("pack: unknown quantisation %q; use f32, f16, int8 or int4", s)
	}
	return q, nil
}

// small tensors gain nothing from eight bits.
const small = 4096

// storage chooses type and group for a tensor.
func (q Quant) storage(name string, kind weights.Kind, shape []int) (weights.DType, int) {
	if kind == weights.Vector || q == F32 {
		return weights.F32, 0
	}
	n := 1
	for _, d := range shape {
		n *= d
	}
	if q == F16 || n <= small || delicate(name) {
		return weights.F16, 0
	}
	dtype := weights.I8
	if q == Int4 && kind == weights.Matrix && !copies(name) {
		dtype = weights.I4
	}
	return dtype, dtype.Group()
}

// copies tells the stages whose linear layers carry the small picture along with
// what is learned about it: a one beside hundredths, which four bits lose. On the
// embedded model the prediction is 45 dB from the f32 one in eight bits, 29 dB in four.
func copies(name string) bool {
	stage, _, _ := strings.Cut(name, ".")
	return stage == "upsample" || stage == "upsample_last"
}

// delicate tensors stand at the ends of a network, where errors are not averaged
// away: an upsampler's last step multiplies an error of its output by 156.
func delicate(name string) bool {
	for _, end := range []string{".time.1.weight", ".time.2.weight"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	stage, layer, _ := strings.Cut(name, ".")
	switch stage {
	case "decoder", "upsample", "upsample_last":
		return layer == "in.weight" || layer == "out.weight"
	case "prior", "prior_ar":
		return layer == "out.weight"
	}
	return false
}
