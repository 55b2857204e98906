package sample

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestRank(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		values := make([]float32, 1+rnd.IntN(40))
		for i := range values {
			values[i] = float32(rnd.IntN(12))
		}
		sorted := slices.Sorted(slices.Values(values))
		k := rnd.IntN(len(values))
		rank(values, k)
		if values[k] != sorted[k] || slices.Max(values[:k+1]) != values[k] || slices.Min(values[k:]) != values[k] {
			t.Fatalf("rank %d of %v: %v", k, sorted, values)
		}
	}
}

func TestRankEndsWithNaN(t *testing.T) {
	nan := float32(math.NaN())
	for k := range 6 {
		rank([]float32{nan, 1, nan, 0, nan, nan}, k)
	}
}
