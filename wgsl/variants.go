package wgsl

import (
	"fmt"
	"slices"
	"sort"
)

// Check refuses a variant that is not in the table: an unknown kernel, a packed
// element for a kernel without weights, a choice without that value, or two
// choices that exclude each other.
func Check(v Variant) error {
	s := specs[v.Kernel]
	if s == nil {
		return fmt.Errorf("wgsl: no kernel %q; use one of the table", v.Kernel)
	}
	if v.Element > I4 || v.Element != F32 && !s.Weighted {
		return fmt.Errorf("wgsl: kernel %s cannot read element %d; only weighted kernels read packed elements", v.Kernel, v.Element)
	}
	exclusive := 0
	for i, choice := range v.Choices {
		if i >= len(s.Overrides) {
			if choice != 0 {
				return fmt.Errorf("wgsl: kernel %s has no choice %d; leave it 0", v.Kernel, i)
			}
			continue
		}
		o := s.Overrides[i]
		if !slices.Contains(o.Values, int(choice)) {
			return fmt.Errorf("wgsl: %s=%d of kernel %s; use one of %v", o.Name, choice, v.Kernel, o.Values)
		}
		if choice != 0 && slices.Contains(s.Exclusive[:], o.Name) {
			exclusive++
		}
	}
	if exclusive > 1 {
		return fmt.Errorf("wgsl: kernel %s with both %s and %s; use one and a separate dispatch for the other", v.Kernel, s.Exclusive[0], s.Exclusive[1])
	}
	return nil
}

// Reachable lists every variant that Check accepts, ordered by kernel, element
// and choices: what the planner can ask for and CI compiles.
func Reachable() []Variant {
	var list []Variant
	for _, name := range Names() {
		s := specs[name]
		elements := []Element{F32}
		if s.Weighted {
			elements = []Element{F32, F16, I8, I4}
		}
		for _, e := range elements {
			for _, choices := range product(s.Overrides) {
				if v := (Variant{Kernel: name, Element: e, Choices: choices}); Check(v) == nil {
					list = append(list, v)
				}
			}
		}
	}
	return list
}

// Names lists the kernels in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(specs))
	for name := range specs {
		names = append(names, name)
	}
	sort.Stable(sort.StringSlice(names))
	return names
}

// product lists all combinations of the values of overrides.
func product(overrides []Override) [][4]uint8 {
	list := [][4]uint8{{}}
	for i, o := range overrides {
		var next [][4]uint8
		for _, c := range list {
			for _, value := range o.Values {
				c[i] = uint8(value)
				next = append(next, c)
			}
		}
		list = next
	}
	return list
}
