// Package plan turns a graph into a schedule: which kernels run in which order
// on which buffers. A plan is pure data; a device compiles it once and replays
// it at every step.
package plan

import (
	"unclip/models/tensor"
	"unclip/wgsl"
)

// Memory is what a buffer is for.
type Memory uint8

// Uses of buffers.
const (
	Zero    Memory = iota // one small buffer of zeros, bound where an operand is absent
	Weights               // filled once from shards, read only
	Input                 // written by the host
	Output                // read back by the host
	Kept                  // computed by the Prompt pass, read by Step passes
	Scratch               // shared by values whose lifetimes do not overlap
)

// Buffer is one allocation on the device.
type Buffer struct {
	Memory Memory
	Bytes  int
}

// Binding is a range of a buffer; offsets are multiples of 256.
type Binding struct {
	Buffer int
	Offset int
	Bytes  int
}

// Dispatch is one kernel launch.
type Dispatch struct {
	Variant  wgsl.Variant
	Params   []uint32  // words of the uniform, as Spec.Params
	Bindings []Binding // as Spec.Bindings
	Groups   [3]uint32
	Label    string // path of the layer, for profiles and errors
}

// Weight says where one tensor of the model lies on the device.
type Weight struct {
	Name    string
	Element wgsl.Element
	Data    Binding
	Scale   Binding // Bytes 0 unless Element is i8 or i4
}

// Port is a host-visible value. Rows are stored Shape.Stride() words apart;
// an index input stores each u32 in its own 4-word row.
type Port struct {
	Name    string
	Shape   tensor.Shape
	Binding Binding
}

// Plan is a compiled graph. Run Prompt once after its inputs change, then Step
// as often as x_t changes.
type Plan struct {
	Buffers []Buffer
	Weights []Weight
	Inputs  []Port
	Outputs []Port
	Prompt  []Dispatch
	Step    []Dispatch
	Tasks   []Task // what Options.Tuned may decide
}

// Input finds an input port by name.
func (p *Plan) Input(name string) (Port, bool) { return find(p.Inputs, name) }

// Output finds an output port by name.
func (p *Plan) Output(name string) (Port, bool) { return find(p.Outputs, name) }

func find(ports []Port, name string) (Port, bool) {
	for _, p := range ports {
		if p.Name == name {
			return p, true
		}
	}
	return Port{}, false
}

// Variants lists the distinct kernel variants of the plan, in order of first use.
func (p *Plan) Variants() []wgsl.Variant {
	seen := map[wgsl.Variant]bool{}
	var list []wgsl.Variant
	for _, ds := range [][]Dispatch{p.Prompt, p.Step} {
		for _, d := range ds {
			if !seen[d.Variant] {
				seen[d.Variant] = true
				list = append(list, d.Variant)
			}
		}
	}
	return list
}

// Bytes is the device memory the plan allocates, by use.
func (p *Plan) Bytes() map[Memory]int {
	sum := map[Memory]int{}
	for _, b := range p.Buffers {
		sum[b.Memory] += b.Bytes
	}
	return sum
}
