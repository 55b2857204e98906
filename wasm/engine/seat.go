package engine

import (
	"context"
	"time"

	"unclip/wasm/bridge"
)

// Seat is the one place at the GPU that all tabs of an origin share.
type Seat interface {
	// Sit waits until this tab alone has the seat. asked is called, on a goroutine
	// of its own, whenever another tab asks for it; rise gives it back.
	Sit(ctx context.Context, asked func()) (rise func(), err error)
	// Ask asks the tab that has the seat to give it back.
	Ask()
}

// glance is how long a seat may take before the page hears that it is taken.
const glance = 200 * time.Millisecond

// sit waits for the seat, and tells the page when that takes a while.
func (e *Engine) sit(ctx context.Context, reply func(bridge.Message)) error {
	if !e.shares {
		return nil
	}
	taken := make(chan error, 1)
	go func() {
		rise, err := e.platform.Seat.Sit(ctx, func() { e.asked(reply) })
		e.mu.Lock()
		e.rise = rise
		e.mu.Unlock()
		taken <- err
	}()
	select {
	case err := <-taken:
		return err
	case <-time.After(glance):
	}
	e.state(bridge.Elsewhere, reply)
	return <-taken
}

// asked makes room for another tab behind the work under way, be it that this tab
// still settles. A download is only paused: the other tab goes on with it.
func (e *Engine) asked(reply func(bridge.Message)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.leaving || e.rise == nil {
		return
	}
	e.leaving = true
	w := work{ctx: context.Background(), reply: reply, firm: true, do: func(ctx context.Context) { e.stepAside(ctx, reply) }}
	if e.cancel == nil {
		e.begin(w)
		return
	}
	e.waiting = append([]work{w}, e.waiting...)
	if e.phase == bridge.Installing {
		e.cancel()
	}
}

// stepAside leaves the GPU to another tab, and waits until it is free again.
func (e *Engine) stepAside(ctx context.Context, reply func(bridge.Message)) {
	e.mu.Lock()
	rise := e.rise
	e.rise, e.leaving = nil, false
	e.abandon()
	e.mu.Unlock()
	e.vacate()
	e.state(bridge.Elsewhere, reply)
	if rise != nil {
		rise()
	}
	err := e.sit(ctx, reply)
	if err == nil {
		err = e.settle(ctx, reply)
	}
	if err != nil {
		e.broken(err, reply)
	}
}

// vacate gives the GPU back with all that is on it.
func (e *Engine) vacate() {
	e.mu.Lock()
	runtime, device := e.runtime, e.device
	e.pipeline, e.runtime, e.device = nil, nil, nil
	e.mu.Unlock()
	if runtime != nil {
		runtime.Release()
	}
	if device != nil {
		device.Close()
	}
}

// settle opens the device and makes ready what of the model is here.
func (e *Engine) settle(ctx context.Context, reply func(bridge.Message)) error {
	if _, err := e.openDevice(ctx); err != nil {
		return err
	}
	if err := e.readManifest(ctx); err != nil {
		return err
	}
	e.lend(reply)
	if e.model.CachedBytes < e.model.Bytes {
		e.state(bridge.Idle, reply)
		return nil
	}
	e.prepare()
	e.ready(ctx, reply)
	go e.doubt(context.WithoutCancel(ctx), reply)
	return nil
}
