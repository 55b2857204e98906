package cost_test

import (
	"testing"

	"unclip/models/graph"
	"unclip/tools/bench/cases"
	"unclip/tools/bench/cost"
	"unclip/wgsl/plan"
)

// Work known by hand: 2·M·N·K, 2·9·H·W·C·OC, 4·q·k·d·heads.
func TestWork(t *testing.T) {
	for _, c := range []struct {
		id           string
		flops, bytes float64
	}{
		{"matmul256", 2 * 256 * 512 * 512, 4 * (256*512 + 512*512 + 256*512)},
		{"conv64", 2 * 2 * 9 * 64 * 64 * 128 * 128, 2 * 4 * (2*64*64*128 + 9*128*128 + 128)},
		{"attention", 4 * 1024 * 1101 * 512, 4 * (2*1024*512 + 2*1101*512)},
		{"upsample", 0, 4 * 5 * 64 * 64 * 128},
	} {
		k, err := cases.Find(c.id)
		if err != nil {
			t.Fatal(err)
		}
		g, err := k.Graph()
		if err != nil {
			t.Fatal(err)
		}
		list := cost.Of(g, graph.Step, plan.AllF32)
		if got := cost.FLOPs(list); got != c.flops {
			t.Errorf("%s: %g FLOPs, by hand %g", c.id, got, c.flops)
		}
		bytes := 0.0
		for _, w := range list {
			bytes += w.Bytes
		}
		if bytes != c.bytes {
			t.Errorf("%s: %g bytes, by hand %g", c.id, bytes, c.bytes)
		}
		if got, want := cost.Floor(list, 1e30, 1), c.bytes; got != want {
			t.Errorf("%s: floor %g where bytes decide, want %g", c.id, got, want)
		}
	}
}
