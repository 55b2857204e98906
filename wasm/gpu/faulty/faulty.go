// Package faulty is a gpu.Device that fails on command: it wraps another device
// and makes the Nth call of a kind return a chosen error, so that tests can
// fail every call of a run, one run each. A failing test prints the Fault that
// replays it.
package faulty

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Call is a kind of call that can fail.
type Call string

// Calls of a Device and of its Programs; Any counts all of them together.
const (
	Any       Call = "any"
	Compile   Call = "Compile"
	Load      Call = "Load"
	Upload    Call = "Upload"
	Write     Call = "Write"
	WriteIDs  Call = "WriteIDs"
	RunPrompt Call = "RunPrompt"
	RunStep   Call = "RunStep"
	Read      Call = "Read"
)

// Fault makes the Nth such call fail, counted from 1. gpu.ErrLost takes the
// whole device along; with Hang the call never returns by itself.
type Fault struct {
	Call Call
	N    int
	Err  error
	Hang bool   // block until the context ends; a Write then returns Err
	Do   func() // instead of failing, just before the call goes on
}

// String replays in a test's source.
func (f Fault) String() string {
	return fmt.Sprintf("faulty.Fault{Call: %q, N: %d, Err: %v, Hang: %t}", string(f.Call), f.N, f.Err, f.Hang)
}

// Device fails as its faults say and else does as the device beneath.
type Device struct {
	gpu.Device
	faults []Fault

	mu    sync.Mutex
	count map[Call]int
	lost  chan struct{}
	gone  bool
	limit int // of live bytes, or 0

	closing sync.Once
	closed  chan struct{}
}

// New wraps a device.
func New(d gpu.Device, faults ...Fault) *Device {
	f := &Device{Device: d, faults: faults, count: map[Call]int{}, lost: make(chan struct{}), closed: make(chan struct{})}
	go f.follow()
	return f
}

// follow passes on a loss of the device beneath.
func (d *Device) follow() {
	select {
	case <-d.Device.Lost():
		d.lose()
	case <-d.lost:
	case <-d.closed:
	}
}

// Count is how many calls of a kind have been made: a run without faults tells
// the range of N.
func (d *Device) Count(c Call) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count[c]
}

// Lose loses the device now, between two calls.
func (d *Device) Lose() { d.lose() }

func (d *Device) lose() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.gone {
		d.gone = true
		close(d.lost)
	}
}

// Lost is closed when the device beneath is lost, or by a fault.
func (d *Device) Lost() <-chan struct{} { return d.lost }

// Close closes the device beneath, which is no loss.
func (d *Device) Close() {
	d.closing.Do(func() { close(d.closed) })
	d.Device.Close()
}

// Compile counts, fails or compiles.
func (d *Device) Compile(ctx context.Context, p *plan.Plan, progress func(done, total int)) error {
	if err := d.enter(ctx, Compile); err != nil {
		return err
	}
	return d.Device.Compile(ctx, p, progress)
}

// Load counts, fails or loads.
func (d *Device) Load(ctx context.Context, p *plan.Plan) (gpu.Program, error) {
	if err := d.enter(ctx, Load); err != nil {
		return nil, err
	}
	if !d.fits(p) {
		return nil, fmt.Errorf("faulty: Load beyond the limit: %w", gpu.ErrMemory)
	}
	g, err := d.Device.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	return &program{g, d}, nil
}

// enter counts a call and returns what it fails with, if anything.
func (d *Device) enter(ctx context.Context, c Call) error {
	f, err := d.next(c)
	if f == nil || err != nil {
		return err
	}
	if f.Do != nil {
		f.Do()
		return nil
	}
	if f.Hang {
		<-ctx.Done()
		return errors.Join(context.Cause(ctx), f.Err)
	}
	if errors.Is(f.Err, gpu.ErrLost) {
		d.lose()
	}
	return fmt.Errorf("faulty: %s %d: %w", f.Call, f.N, f.Err)
}

func (d *Device) next(c Call) (*Fault, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count[c]++
	d.count[Any]++
	if d.gone {
		return nil, fmt.Errorf("faulty: %s after the loss: %w", c, gpu.ErrLost)
	}
	for i, f := range d.faults {
		if (f.Call == c || f.Call == Any) && f.N == d.count[f.Call] {
			return &d.faults[i], nil
		}
	}
	return nil, nil
}

// Limit makes Load fail with gpu.ErrMemory when more than so many bytes would
// be live.
func (d *Device) Limit(bytes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.limit = bytes
}

// fits tells whether a plan stays within the limit.
func (d *Device) fits(p *plan.Plan) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	need := d.LiveBytes()
	for _, b := range p.Buffers {
		need += b.Bytes
	}
	return d.limit == 0 || need <= d.limit
}
