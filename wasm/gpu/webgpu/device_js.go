package webgpu

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall/js"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wgsl"
)

var errClosed = errors.New("webgpu: the device was closed; open another")

type device struct {
	value, queue js.Value
	glue         js.Value // unclipGPU
	faults       js.Value // array that glue.js fills with what no call has reported yet
	info         gpu.Info
	options      Options

	alive context.Context // ends with the device; its cause says why
	end   context.CancelCauseFunc
	lost  chan struct{}
	live  atomic.Int64 // bytes of buffers

	mu        sync.Mutex // held for no longer than a map access
	pipelines map[wgsl.Variant]*pending
	modules   map[string]js.Value
	layouts   map[string]layout

	window backlog
	copies copier
}

func newDevice(value, glue js.Value, info gpu.Info, o Options) *device {
	d := &device{
		value: value, queue: value.Get("queue"), glue: glue, info: info, options: o,
		faults: glue.Call("watch", value), lost: make(chan struct{}),
		pipelines: map[wgsl.Variant]*pending{}, modules: map[string]js.Value{}, layouts: map[string]layout{},
	}
	d.alive, d.end = context.WithCancelCause(context.Background())
	go d.watch()
	return d
}

// watch waits for the device to go. Close ends alive first, so that its own
// destruction is no loss.
func (d *device) watch() {
	about, err := jsx.Await(context.Background(), d.value.Get("lost"))
	reason := ""
	if err == nil {
		reason = jsx.String(about.Get("reason")) + " " + jsx.String(about.Get("message"))
	}
	d.end(fmt.Errorf("webgpu: %w (%s)", gpu.ErrLost, reason))
	if !errors.Is(context.Cause(d.alive), errClosed) {
		close(d.lost)
	}
}

// Info describes the adapter.
func (d *device) Info() gpu.Info { return d.info }

// Lost is closed when the device is gone, but not by Close.
func (d *device) Lost() <-chan struct{} { return d.lost }

// LiveBytes counts the bytes of buffers not yet released.
func (d *device) LiveBytes() int { return int(d.live.Load()) }

// Close destroys the device and with it all its buffers.
func (d *device) Close() {
	d.end(errClosed)
	d.value.Call("destroy")
}

// check reports a device that is gone, or a failure that WebGPU reported since
// the last call.
func (d *device) check(ctx context.Context) error {
	if d.alive.Err() != nil {
		return context.Cause(d.alive)
	}
	if d.faults.Length() > 0 {
		return failure("", d.faults.Call("shift"))
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// await waits for a promise of the device, its end, or ctx.
func (d *device) await(ctx context.Context, promise js.Value) (js.Value, error) {
	both, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(d.alive, func() { cancel(context.Cause(d.alive)) })()
	v, err := jsx.Await(both, promise)
	if e := (*jsx.Error)(nil); errors.As(err, &e) && e.Name != "GPUPipelineError" {
		d.settle(ctx) // the loss behind a rejection may be told after it
	}
	if d.alive.Err() != nil { // promises may settle normally on a lost device
		return v, context.Cause(d.alive)
	}
	return v, err
}

// settle gives the device a moment to report that it is gone.
func (d *device) settle(ctx context.Context) {
	select {
	case <-d.alive.Done():
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// checked waits for the outcome of a call of glue.js that ran inside error
// scopes and returns its value.
func (d *device) checked(ctx context.Context, what string, result js.Value) (js.Value, error) {
	bad, err := d.await(ctx, result.Get("failure"))
	if err == nil {
		err = failure(what, bad)
	}
	return result.Get("value"), err
}

// failure is the error of a {kind, message} of glue.js, or nil of null.
func failure(what string, bad js.Value) error {
	if bad.IsNull() || bad.IsUndefined() {
		return nil
	}
	if what != "" {
		what += ": "
	}
	switch kind, message := jsx.String(bad.Get("kind")), jsx.String(bad.Get("message")); kind {
	case "out-of-memory", "GPUOutOfMemoryError":
		first, _, _ := strings.Cut(message, "\n") // the rest is of the API's own source
		return fmt.Errorf("webgpu: %s%s: %w", what, first, gpu.ErrMemory)
	default:
		return fmt.Errorf("webgpu: %s%s error: %s; this is a fault of the plan or the browser, please report it", what, kind, message)
	}
}

var _ gpu.Device = (*device)(nil)
