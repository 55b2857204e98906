// Package kerneltest holds the cases that every device must agree on with the
// reference kernels: sizes around tile borders, all weight elements, large
// means, odd groups. Inputs end in NaNs and outputs in sentinels, so that a
// read or write past the end shows.
package kerneltest

import (
	"fmt"
	"hash/fnv"
	"strings"

	"unclip/wgsl"
	"unclip/wgsl/ref"
)

// Case is one dispatch on made-up data.
type Case struct {
	Variant wgsl.Variant
	Params  []uint32
	Data    Data
}

// Data is the kind of activations a case has.
type Data uint8

// Kinds of data.
const (
	Unit  Data = iota // uniform in [-1, 1)
	Large             // the same about 1000: means that must not cancel
	Wide              // uniform in [-100, 100): tails of exponentials
	Zeros
)

// String is the kind's name.
func (d Data) String() string { return [...]string{"unit", "large", "wide", "zeros"}[d] }

// String is the whole case on one line; the data follow from it.
func (c Case) String() string {
	var b strings.Builder
	b.WriteString(c.Variant.Key())
	for i, name := range wgsl.Specs()[c.Variant.Kernel].Params {
		if name == "eps" {
			continue
		}
		fmt.Fprintf(&b, " %s=%d", name, c.Params[i])
	}
	return b.String() + " " + c.Data.String()
}

// Sentinel is what output words hold before the dispatch, and guard words after.
const (
	Sentinel   = 0x4cebadf0
	guardWords = 64
	nanWord    = 0x7fc00001
)

// Bindings makes the content of each binding: inputs followed by NaNs, the
// output and its guard full of sentinels.
func (c Case) Bindings() []ref.Words {
	h := fnv.New64a()
	h.Write([]byte(c.String()))
	m := &maker{Case: c, seed: h.Sum64()}
	layouts[c.Variant.Kernel](m)
	for i := range m.bindings {
		fill := uint32(nanWord)
		if i == c.output() {
			fill = Sentinel
		}
		for range guardWords {
			m.bindings[i] = append(m.bindings[i], fill)
		}
	}
	return m.bindings
}

// Want is the output that the reference computes from bindings, guard included.
func (c Case) Want(bindings []ref.Words) ref.Words {
	b := append([]ref.Words{}, bindings...)
	out := c.output()
	b[out] = append(ref.Words{}, b[out]...)
	ref.Table()[c.Variant.Kernel](c.Variant, c.Params, b)
	return b[out]
}

// output is the index of the binding that the case writes.
func (c Case) output() int { return wgsl.Specs()[c.Variant.Kernel].Output() }
