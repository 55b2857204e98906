package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"unclip/wasm/gpu"
)

// devices is the device in use, and the way to another one behind it.
type devices struct {
	open func(context.Context) (gpu.Device, error)

	mu      sync.Mutex // held while another device opens
	current gpu.Device // nil once attempts are used up
	number  int        // of the current device; it grows with every renewal
	losses  int        // since work was last finished
	alarms  int        // losses that the watchdog has called
}

// pauses are waited before the attempts to go on with another device.
var pauses = [...]time.Duration{0, time.Second, 3 * time.Second}

// A GPU process takes a while to come back: until then there is no adapter, and
// to ask again is no attempt.
const (
	openings  = 15
	knockWait = time.Second
)

// gone says that the attempts to go on are used up. It is a gpu.ErrLost.
type gone struct{}

// Error is for the visitor. Chrome refuses an adapter for two minutes where two
// were lost in a row.
func (gone) Error() string {
	return fmt.Sprintf("engine: the GPU went away and did not come back in %d attempts; wait two minutes and try again, or restart the browser", len(pauses))
}

// Unwrap makes it a lost device.
func (gone) Unwrap() error { return gpu.ErrLost }

// surviving runs f on the current device, and again on another one as often as
// f fails because the device is gone. Our own Close is no loss.
func (ds *devices) surviving(ctx context.Context, f func(d gpu.Device, number int) error) error {
	for {
		d, number, err := ds.get(ctx)
		if err != nil {
			return err
		}
		err = f(d, number)
		switch {
		case err == nil || ctx.Err() != nil:
			return err
		case !ds.is(number): // renewed for somebody else meanwhile
		case !errors.Is(err, gpu.ErrLost):
			return err
		default:
			if err := ds.renew(ctx, number, err); err != nil {
				return err
			}
		}
	}
}

// get returns the current device and its number, opening one if there is none.
func (ds *devices) get(ctx context.Context) (gpu.Device, int, error) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.current == nil {
		if err := ds.reopen(ctx); err != nil {
			return nil, 0, err
		}
	}
	return ds.current, ds.number, nil
}

// is tells whether a device is still the current one.
func (ds *devices) is(number int) bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.current != nil && ds.number == number
}

// renew replaces the device of that number, unless that is done, or was tried in vain.
func (ds *devices) renew(ctx context.Context, number int, why error) error {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.number != number || ds.current == nil {
		return nil
	}
	if ds.open == nil {
		return why
	}
	if errors.Is(why, errSilent) {
		ds.alarms++
	}
	ds.current.Close()
	ds.current = nil
	return ds.reopen(ctx)
}

// reopen opens a device, unless the attempts are used up.
func (ds *devices) reopen(ctx context.Context) error {
	if ds.losses == len(pauses) {
		ds.losses = 0 // another picture may try again
		return gone{}
	}
	if err := wait(ctx, pauses[ds.losses]); err != nil {
		return err
	}
	ds.losses++
	for range openings {
		d, err := ds.open(ctx)
		if err == nil {
			ds.current = d
			ds.number++
			return nil
		}
		if ctx.Err() != nil {
			return err
		}
		if err := wait(ctx, knockWait); err != nil {
			return err
		}
	}
	ds.losses = 0
	return gone{}
}

// worked notes that work was finished, so that losses count afresh.
func (ds *devices) worked() {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.losses = 0
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// renewals counts the devices that were lost and replaced.
func (ds *devices) renewals() int {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.number
}
