package engine_test

import (
	"slices"
	"testing"

	"unclip/models/weights"
)

// CLIP reads z_t at the first end token, so that what a caption says behind one
// that it spells out is not in it; the hidden states are.
func TestZtEndsAtTheFirstEnd(t *testing.T) {
	p := pipeline(t, tiny(t, weights.F32))
	const red, more, same = "red", "red<|endoftext|>apple", "red<|endoftext|>"
	y, err := p.Read(t.Context(), more, red)
	if err != nil {
		t.Fatal(err)
	}
	if half := len(y.Zt) / 2; !slices.Equal(y.Zt[:half], y.Zt[half:]) {
		t.Errorf("%q and %q are two embeddings", more, red)
	}
	if y.Length[0] <= y.Length[1]+1 {
		t.Errorf("lengths %v: the mask ends at the first end, too", y.Length)
	}
	zts, err := p.Captions(t.Context(), []string{red, more, same, "apple"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(zts[0], zts[1]) || !slices.Equal(zts[0], zts[2]) || slices.Equal(zts[0], zts[3]) {
		t.Errorf("of many captions: %v", zts)
	}
}
