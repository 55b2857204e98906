package plan

import (
	"slices"

	"unclip/wgsl"
)

// Class is the kind of processor behind an adapter.
type Class uint8

// Classes of adapters. Each has a family of kernels: a CPU sums in registers and
// shuns barriers, a GPU shares tiles in workgroup memory.
const (
	CPU Class = iota
	GPU
)

// Adapter is what the planner knows of a device, as plain data. The zero value
// is the plainest: a CPU without features, within WebGPU's default limits.
type Adapter struct {
	Class                    Class
	Features                 []string // enabled ones
	SubgroupMin, SubgroupMax int      // lanes; 0 where unknown
}

// Offers tells whether what a kernel needs is there.
func (a Adapter) Offers(s *wgsl.Spec) bool {
	return (s.Feature == "" || slices.Contains(a.Features, string(s.Feature))) && a.SubgroupMin >= s.Lanes
}

// wide is the form of a row kernel that suits the adapter.
func (a Adapter) wide(kernel string) wgsl.Variant {
	if a.Class == GPU {
		kernel += "_wide"
	}
	return wgsl.Variant{Kernel: kernel}
}
