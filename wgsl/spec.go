// Package wgsl holds every compute kernel: the WGSL text, the table of what
// each one binds and which constants choose its variant, and the finite set of
// variants that the planner can reach. A kernel's sizes arrive in a uniform,
// its choices in override constants, its weight storage through one textual
// include, so that each file compiles as it stands.
package wgsl

import (
	"fmt"
	"strings"
)

// Element is how the weight operand of a kernel is stored.
type Element uint8

// Weight storage formats; activations are always f32.
const (
	F32 Element = iota
	F16
	I8
	I4
)

// String is the format's name in manifests, file names and variant keys.
func (e Element) String() string { return [...]string{"f32", "f16", "i8", "i4"}[e] }

// Access is how a kernel uses one storage binding.
type Access uint8

// Storage accesses.
const (
	Read Access = iota
	ReadWrite
)

// Spec describes one kernel. Binding 0 of group 0 is always the uniform
// `params` (a struct of the Params words in order, f32 where the name is eps);
// the storage bindings follow from 1.
type Spec struct {
	Name      string
	Params    []string   // names of the uniform words, in order
	Bindings  []Binding  // storage bindings, from @binding(1)
	Overrides []Override // choices
	Exclusive [2]string  // two overrides of which at least one is 0
	Weighted  bool       // has an element include (weights may be f32, f16, i8, i4)
	Tiled     bool       // for GPUs: a workgroup shares memory, so the grid counts workgroups
	Text      string     // kernel whose file it shares, "" for its own
	Feature   Feature    // what the device must offer
	Lanes     int        // fewest lanes of a subgroup that it works with, or 0
}

// Feature is a WebGPU feature that a kernel needs; "" is none.
type Feature string

// Features of kernels.
const (
	Half      Feature = "shader-f16"
	Subgroups Feature = "subgroups"
)

// Binding is one storage buffer of a kernel.
type Binding struct {
	Name   string
	Access Access
}

// Override is one choice of a kernel and the values the planner may give it.
type Override struct {
	Name   string
	Values []int
}

// Variant is one compilable choice of a kernel.
type Variant struct {
	Kernel  string
	Element Element
	Choices [4]uint8 // values of Spec.Overrides, in order
}

// Key names the variant, as in "matmul/i8/ACT=1,BIAS=1,RESIDUAL=0".
func (v Variant) Key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s", v.Kernel, v.Element)
	for i, o := range Specs()[v.Kernel].Overrides {
		sep := ","
		if i == 0 {
			sep = "/"
		}
		fmt.Fprintf(&b, "%s%s=%d", sep, o.Name, v.Choices[i])
	}
	return b.String()
}

// Output is the index of the binding that the kernel writes.
func (s *Spec) Output() int {
	for i, b := range s.Bindings {
		if b.Access == ReadWrite {
			return i
		}
	}
	return -1
}

// UniformBytes is the size of the kernel's params uniform.
func (s *Spec) UniformBytes() int { return (len(s.Params) + 3) / 4 * 16 }
