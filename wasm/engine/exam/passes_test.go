package exam

import (
	"context"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
	"unclip/wasm/store/mem"
	"unclip/wasm/tune"
)

// TestPassesAreOfOneDeviceInOneBrowser: whatever else comes is to be examined.
func TestPassesAreOfOneDeviceInOneBrowser(t *testing.T) {
	kept := mem.New(0)
	in := func(browser string) *Passes {
		return &Passes{Browser: browser, Shelf: func(context.Context) (tune.Shelf, error) { return kept, nil }}
	}
	one, other := gpu.Info{Vendor: "a", Features: []string{"shader-f16"}}, gpu.Info{Vendor: "a"}
	if in("x 1").Passed(t.Context(), one) {
		t.Error("passed before it was examined")
	}
	in("x 1").Note(t.Context(), one)
	for _, c := range []struct {
		browser string
		info    gpu.Info
		want    bool
	}{{"x 1", one, true}, {"x 2", one, false}, {"x 1", other, false}} {
		if got := in(c.browser).Passed(t.Context(), c.info); got != c.want {
			t.Errorf("in %q: passed %t", c.browser, got)
		}
	}
	in("x 2").Note(t.Context(), one)
	if in("x 1").Passed(t.Context(), one) || !in("x 2").Passed(t.Context(), one) {
		t.Error("the last one does not count")
	}
	none := &Passes{Shelf: func(context.Context) (tune.Shelf, error) { return nil, store.ErrUnavailable }}
	none.Note(t.Context(), one)
	if none.Passed(t.Context(), one) {
		t.Error("passed where nothing is kept")
	}
}
