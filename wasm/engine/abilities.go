package engine

import (
	"errors"
	"fmt"
	"slices"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
)

// errWeak says that the GPU lacks what a model cannot run without.
var errWeak = errors.New("the GPU is too small for the model")

// fits refuses a model before anything of it is offered or downloaded, if the
// device has not what its manifest needs. Of limits the two count that weights can pass.
func fits(n weights.Needs, i gpu.Info) error {
	const advice = "try another browser, or a device with a larger GPU"
	for _, f := range n.Features {
		if !slices.Contains(i.Features, f) {
			return fmt.Errorf("engine: %w: it has no %s; %s", errWeak, f, advice)
		}
	}
	for _, l := range []struct {
		name string
		has  int
	}{{"maxBufferSize", i.MaxBufferBytes}, {"maxStorageBufferBindingSize", i.MaxBindingBytes}} {
		if need := n.Limits[l.name]; need > int64(l.has) {
			return fmt.Errorf("engine: %w: %s is %d, the model needs %d; %s", errWeak, l.name, l.has, need, advice)
		}
	}
	return nil
}

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
