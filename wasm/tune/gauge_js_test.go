package tune

import (
	"testing"
	"time"

	"unclip/wasm/gpu/webgpu"
	"unclip/wgsl/plan"
)

// Every recipe can be measured on a browser's device, with timestamps and
// without; what the times are is no matter of this test.
func TestStopwatchInABrowser(t *testing.T) {
	for name, o := range map[string]webgpu.Options{"with all features": {}, "without features": {Features: []string{}}} {
		dev, err := webgpu.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		before := dev.LiveBytes()
		for _, task := range []plan.Task{tiny, conv} {
			for _, r := range plan.Recipes(plan.Adapter{}, task) {
				p, err := plan.Probe(plan.Adapter{}, task, r)
				if err != nil {
					t.Fatal(err)
				}
				if took, err := (Stopwatch{Device: dev, Now: time.Now}).Measure(t.Context(), p); err != nil || took < 0 {
					t.Errorf("%s, %s after %+v: %v, %v", name, task, r, took, err)
				}
			}
		}
		if n := dev.LiveBytes(); n != before {
			t.Errorf("%s: %d bytes still live", name, n-before)
		}
		dev.Close()
	}
}
