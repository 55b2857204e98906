package engine

import (
	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
)

// abilities lists what a model can do beyond pictures of captions.
func abilities(c *unclip.Config, m *weights.Manifest) []string {
	var can []string
	for _, a := range []struct {
		name string
		has  bool
	}{
		{bridge.CanSee, c.Has("image")},
		{bridge.Can256, len(c.Sizes()) > 1},
		{bridge.Can1024, len(c.Sizes()) > 2},
		{bridge.CanAR, c.Has("prior_ar") && c.Has("codebook")},
		{bridge.CanPCA, c.Has("image") && c.Has("codebook")},
		{bridge.CanRecognise, c.Has("image") && len(pageOf(m).Known) > 0},
	} {
		if a.has {
			can = append(can, a.name)
		}
	}
	return can
}
