package engine_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"unclip/models/unclip"
	"unclip/models/weights"
	"unclip/wasm/engine"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// compiler is a soft device that takes a second for each kernel, once.
type compiler struct {
	gpu.Device
	mu    sync.Mutex
	ready map[wgsl.Variant]time.Time
}

func (c *compiler) Compile(_ context.Context, p *plan.Plan, progress func(done, total int)) error {
	list := p.Variants()
	for i, v := range list {
		time.Sleep(time.Until(c.begin(v)))
		progress(i+1, len(list))
	}
	return nil
}

// begin compiles a kernel, unless that is under way, and tells when it is done.
func (c *compiler) begin(v wgsl.Variant) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, begun := c.ready[v]; !begun {
		c.ready[v] = time.Now().Add(time.Second)
	}
	return c.ready[v]
}

func (c *compiler) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	return c.Device.Load(ctx, p)
}

// TestCompilationIsOneFigure: neither kernels done nor kernels in all fall while
// a picture is made, compiled ahead or not; ahead, the sum is known at once.
func TestCompilationIsOneFigure(t *testing.T) {
	for _, ahead := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var seen [][2]int
			b := &bench{T: t, library: tiny(t, weights.I8)}
			m, err := b.library.Manifest(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c, err := unclip.ParseConfig(m.Config)
			if err != nil {
				t.Fatal(err)
			}
			d := &compiler{Device: soft.Open(), ready: map[wgsl.Variant]time.Time{}}
			b.runtime = engine.NewRuntime(d, m, b.library, engine.Options{Compiled: func(done, total int) { seen = append(seen, [2]int{done, total}) }})
			if ahead {
				go b.runtime.Ahead(t.Context(), c.FirstPicture()...)
				time.Sleep(2500 * time.Millisecond) // two kernels, while weights arrive
			}
			if _, err := b.draw(); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			last := len(d.ready)
			for i, s := range seen {
				if s[0] > s[1] || i > 0 && (s[0] < seen[i-1][0] || s[1] < seen[i-1][1]) || ahead && (s[0] < 2 || s[1] != last) {
					t.Fatalf("ahead %t: the figure jumps: %v", ahead, seen)
				}
			}
			if n := len(seen); n < 3 || seen[n-1][0] < last-1 { // the last kernel may come as nobody waits any more
				t.Errorf("ahead %t: %v of %d kernels", ahead, seen, last)
			}
		})
	}
}
