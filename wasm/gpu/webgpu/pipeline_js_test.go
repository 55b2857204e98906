package webgpu

import (
	"testing"
	"time"

	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// offered are the variants whose feature the device has; the lavapipe lane has
// the rest.
func offered(d *device) (list []wgsl.Variant) {
	adapter := d.Info().Adapter()
	for _, v := range wgsl.Reachable() {
		if adapter.Offers(wgsl.Specs()[v.Kernel]) {
			list = append(list, v)
		}
	}
	return list
}

// TestShadersAreClean: no kernel draws as much as a warning from the compiler.
func TestShadersAreClean(t *testing.T) {
	d := open(t, Options{})
	list := offered(d)
	t.Logf("%d of %d variants", len(list), len(wgsl.Reachable()))
	for _, v := range list {
		m, err := d.module(v)
		if err != nil {
			t.Fatal(err)
		}
		if v.Choices == [4]uint8{} {
			if said := d.messages(m); said != "" {
				t.Errorf("%s/%s:%s", v.Kernel, v.Element, said)
			}
		}
	}
}

// BenchmarkCompile builds every reachable variant on a fresh device.
func BenchmarkCompile(b *testing.B) {
	p := &plan.Plan{}
	for _, v := range offered(open(b, Options{})) {
		p.Step = append(p.Step, plan.Dispatch{Variant: v})
	}
	start := time.Now()
	for range b.N {
		d := open(b, Options{})
		if err := d.Compile(b.Context(), p, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(time.Since(start).Seconds()*1000/float64(b.N*len(p.Step)), "ms/variant")
	b.ReportMetric(float64(len(p.Step)), "variants")
}
