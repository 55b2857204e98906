package plan_test

import (
	"testing"

	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// What a stopwatch waits for is the smallest output there is, whatever the task,
// so that waiting is not what it measures.
func TestProbesAreWaitedForBySmallOutputs(t *testing.T) {
	for _, task := range []plan.Task{
		{Op: plan.Matmul, Element: wgsl.I8, M: 256, K: 512, N: 512},
		{Op: plan.Attention, Element: wgsl.F32, Batch: 8, M: 64, K: 77, N: 64},
	} {
		for _, r := range plan.Recipes(bigGPU, task) {
			p, err := plan.Probe(bigGPU, task, r)
			if err != nil {
				t.Fatal(err)
			}
			if done, ok := p.Output("done"); !ok || done.Binding.Bytes != 16 {
				t.Errorf("%s, %+v: waits for %d bytes, want one quad of 16", task, r, done.Binding.Bytes)
			}
		}
	}
}
