package engine

import (
	"context"
	"sync"

	"unclip/models/unclip"
	"unclip/wasm/gpu"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

// compilation is the one figure of shader compilation on a device: kernels done
// of all that are known to be needed, whichever network needs them. Neither
// number falls but when another device begins anew.
type compilation struct {
	report func(done, total int) // or nil; it must not come back here

	mu          sync.Mutex
	device      int // its number
	known       map[wgsl.Variant]bool
	done, total int
	waiting     int // networks that cannot go on before; else nobody hears of it
}

// Ahead compiles the kernels of networks that will be asked for, while their
// weights are still on the way. It needs no more than the manifest.
func (r *Runtime) Ahead(ctx context.Context, prints ...unclip.Blueprint) error {
	return r.devices.surviving(ctx, func(d gpu.Device, number int) error {
		all := &plan.Plan{} // without buffers; Compile needs none
		for _, b := range prints {
			n := network{runtime: r, print: b}
			s, err := n.draw(ctx, d, b.Rows)
			if err != nil {
				return err
			}
			all.Prompt, all.Step = append(all.Prompt, s.plan.Prompt...), append(all.Step, s.plan.Step...)
		}
		return r.compilation.run(ctx, d, number, all)
	})
}

// wait is run for a network that cannot go on before.
func (c *compilation) wait(ctx context.Context, d gpu.Device, number int, p *plan.Plan) error {
	c.note(func() { c.waiting++ })
	defer c.note(func() { c.waiting-- })
	return c.run(ctx, d, number, p)
}

// run compiles a plan and counts the kernels that no plan before had.
func (c *compilation) run(ctx context.Context, d gpu.Device, number int, p *plan.Plan) error {
	fresh, counted := c.expect(number, p.Variants()), 0
	count := func(n int) {
		if n > counted {
			c.note(func() { c.done += n - counted })
			counted = n
		}
	}
	err := d.Compile(ctx, p, func(done, _ int) { count(min(done, len(fresh))) })
	if err != nil {
		c.forget(number, fresh, counted)
		return err
	}
	count(len(fresh))
	return nil
}

// expect adds the variants that are new on a device.
func (c *compilation) expect(number int, variants []wgsl.Variant) (fresh []wgsl.Variant) {
	c.note(func() {
		if c.known == nil || c.device != number {
			c.device, c.known, c.done, c.total = number, map[wgsl.Variant]bool{}, 0, 0
		}
		for _, v := range variants {
			if !c.known[v] {
				c.known[v] = true
				fresh = append(fresh, v)
			}
		}
		c.total += len(fresh)
	})
	return fresh
}

// forget takes back what was expected of a compilation that failed.
func (c *compilation) forget(number int, fresh []wgsl.Variant, counted int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.device != number {
		return
	}
	for _, v := range fresh {
		delete(c.known, v)
	}
	c.done, c.total = c.done-counted, c.total-len(fresh)
}

// note changes the figure and tells it while somebody waits and work is left,
// under the lock so that no older figure comes later.
func (c *compilation) note(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.done
	change()
	if c.report != nil && c.waiting > 0 && (c.done < c.total || c.done > before) {
		c.report(c.done, c.total)
	}
}
