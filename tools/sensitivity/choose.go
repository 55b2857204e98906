package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"

	"unclip/models/weights"
)

// choose stores everything in the smallest type and then gives more bits to
// whatever gains most by a byte, until the errors fit into the budget. Errors of
// different layers are taken to add up, which small independent ones do.
func choose(list []effect, budget float64) map[string]weights.DType {
	chosen := map[string]weights.DType{}
	for _, e := range list {
		chosen[e.Layer] = types[0]
	}
	for errors(list, chosen) > budget {
		best, most := -1, 0.0
		for i, e := range list {
			if gain := gain(e, chosen[e.Layer]); gain > most {
				best, most = i, gain
			}
		}
		if best < 0 {
			break
		}
		layer := list[best].Layer
		chosen[layer] = wider(list[best], chosen[layer])
	}
	return chosen
}

// tensors is a choice for layers as one for tensors.
func tensors(list []effect, chosen map[string]weights.DType) map[string]weights.DType {
	out := map[string]weights.DType{}
	for _, e := range list {
		for _, name := range e.Tensors {
			out[name] = chosen[e.Layer]
		}
	}
	return out
}

// wider is the next type with less error, or the same where there is none.
func wider(e effect, d weights.DType) weights.DType {
	for _, next := range types[slices.Index(types, d)+1:] {
		if e.Error[next] < e.Error[d] {
			return next
		}
	}
	return d
}

// gain is how much less error every further byte buys.
func gain(e effect, d weights.DType) float64 {
	next := wider(e, d)
	if next == d {
		return 0
	}
	return (e.Error[d] - e.Error[next]) / float64(e.Bytes[next]-e.Bytes[d])
}

func errors(list []effect, chosen map[string]weights.DType) float64 {
	sum := 0.0
	for _, e := range list {
		sum += e.Error[chosen[e.Layer]]
	}
	return sum
}

func total(list []effect, chosen map[string]weights.DType) int64 {
	sum := int64(0)
	for _, e := range list {
		sum += e.Bytes[chosen[e.Layer]]
	}
	return sum
}

// budget is the mean square error of so many decibels, decibels the way back.
func budget(db float64) float64    { return 255 * 255 / math.Pow(10, db/10) }
func decibels(mse float64) float64 { return 10 * math.Log10(255*255/mse) }

// report lists the layers, those first that suffer most from four bits.
func report(w io.Writer, list []effect, chosen map[string]weights.DType) {
	sorted := slices.SortedStableFunc(slices.Values(list), func(a, b effect) int {
		return cmp.Compare(b.Error[weights.I4], a.Error[weights.I4])
	})
	fmt.Fprintf(w, "%-50s %10s %8s %8s  %s\n", "layer", "bytes, i8", "i4, dB", "i8, dB", "stored")
	for _, e := range sorted {
		fmt.Fprintf(w, "%-50s %10d %8.1f %8.1f  %s\n", e.Layer, e.Bytes[weights.I8], decibels(e.Error[weights.I4]), decibels(e.Error[weights.I8]), chosen[e.Layer])
	}
}
