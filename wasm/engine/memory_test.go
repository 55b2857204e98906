package engine_test

import (
	"context"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/faulty"
	"unclip/wasm/gpu/soft"
)

// TestOutOfMemoryIsSurvived lets the GPU run out of memory once at every place
// where it can: the visitor reads so, and the next picture comes.
func TestOutOfMemoryIsSurvived(t *testing.T) {
	calls := []faulty.Call{faulty.Compile, faulty.Load, faulty.Upload, faulty.RunPrompt, faulty.RunStep}
	for _, call := range calls {
		for n := 1; n <= 3; n++ {
			fault := faulty.Fault{Call: call, N: n, Err: gpu.ErrMemory}
			device := faulty.New(soft.Open(), fault)
			p := open(t, func(context.Context) (gpu.Device, error) { return device, nil }, tiny(t, weights.F32))
			got := p.generate(ask(1, "1"))
			failed := find[*bridge.Failed](got)
			if len(failed) != 1 || failed[0].Code != bridge.NoMemory || failed[0].ID != 1 || failed[0].Message == "" || failed[0].Advice == "" {
				t.Errorf("%v: %v", fault, failed)
			}
			p.send(ask(2, "1"))
			got = p.until(phase(bridge.Ready))
			if len(find[*bridge.Picture](got)) != 1 {
				t.Errorf("%v: no picture afterwards: %v", fault, find[*bridge.Failed](got))
			}
			if n == 1 {
				t.Logf("%s: %s %s", call, failed[0].Message, failed[0].Advice)
			}
		}
	}
}
