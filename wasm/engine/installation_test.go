package engine_test

import (
	"context"
	"sync"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/fetch"
)

// arriving is a library whose stages arrive when the test lets them.
type arriving struct {
	*enginetest.Library
	mu    sync.Mutex
	here  bool
	gates map[string]chan error // of stages; closed when they are here
}

func newArriving(t *testing.T) *arriving {
	l := &arriving{Library: tiny(t, weights.F32), gates: map[string]chan error{}}
	for _, stage := range []string{"text", "prior", "decoder", "all"} {
		l.gates[stage] = make(chan error, 8)
	}
	return l
}

func (l *arriving) Cached(_ context.Context, m *weights.Manifest) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.here {
		return m.Bytes()
	}
	return 0
}

func (l *arriving) wait(ctx context.Context, stage string) error {
	gate := l.gates[stage]
	if gate == nil {
		return nil
	}
	select {
	case err := <-gate:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (l *arriving) Install(ctx context.Context, _ *weights.Manifest, _ bool, progress func(done, total int64)) error {
	progress(1, 2)
	err := l.wait(ctx, "all")
	progress(2, 2)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.here = err == nil
	return err
}

func (l *arriving) Fetch(ctx context.Context, _ *weights.Manifest, stage string, progress func(done, total int64)) error {
	progress(0, 100)
	return l.wait(ctx, stage)
}

// installing is a page whose model is on its way.
func installing(t *testing.T) (*page, *arriving) {
	l := newArriving(t)
	p := open(t, softDevice, l)
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Idle))
	p.send(&bridge.Install{Place: bridge.OnDevice})
	p.until(func(m bridge.Message) bool { return m.Kind() == "progress" })
	return p, l
}

func stage(name string) func(bridge.Message) bool {
	return func(m bridge.Message) bool {
		v, ok := m.(*bridge.Progress)
		return ok && v.Stage == name
	}
}

func kind(name string) func(bridge.Message) bool {
	return func(m bridge.Message) bool { return m.Kind() == name }
}

// TestEarlyPicture asks while the model is on its way: the prior runs before the
// decoder is here, and the picture is done before the installation is. The bytes
// that the page hears of are those of the whole model.
func TestEarlyPicture(t *testing.T) {
	p, l := installing(t)
	p.send(ask(1, "1"))
	p.until(phase(bridge.Generating))
	close(l.gates["text"])
	close(l.gates["prior"])
	got := p.until(stage(bridge.Prior))
	close(l.gates["decoder"])
	got = append(got, p.until(phase(bridge.Installing))...)
	if len(find[*bridge.Picture](got)) != 1 {
		t.Errorf("before the installation's end: %v", kinds(got))
	}
	for _, v := range find[*bridge.Progress](got) {
		if v.Stage == bridge.Download && (v.Done != 1 || v.Total != 2 || v.ID != 1) {
			t.Errorf("the page hears of a stage's bytes: %+v", v)
		}
	}
	close(l.gates["all"])
	if got := last(p.until(phase(bridge.Ready))); got.Model.CachedBytes < got.Model.Bytes {
		t.Errorf("ready with %+v", got.Model)
	}
}

// An installation that ends behind a request leaves the engine ready behind it.
func TestInstallationEndsBehind(t *testing.T) {
	p, l := installing(t)
	p.send(ask(1, "1"))
	p.until(phase(bridge.Generating))
	close(l.gates["all"])
	for _, name := range []string{"text", "prior", "decoder"} {
		close(l.gates[name])
	}
	got := p.until(phase(bridge.Ready))
	if n := len(find[*bridge.Picture](got)); n != 1 || last(got).Model.CachedBytes == 0 {
		t.Errorf("%d pictures, %+v", n, last(got))
	}
}

// A request that is cancelled gives the floor back; the next one overtakes again.
func TestEarlyRequestIsCancelled(t *testing.T) {
	p, l := installing(t)
	for id := 1; id < 3; id++ {
		p.send(ask(id, "1"))
		p.until(phase(bridge.Generating))
		p.send(&bridge.Cancel{ID: id})
		if f := find[*bridge.Failed](p.until(phase(bridge.Installing))); len(f) != 1 || f[0].Code != bridge.Cancelled {
			t.Errorf("cancelled: %+v", f)
		}
	}
	p.send(&bridge.Cancel{})
	if f := find[*bridge.Failed](p.until(phase(bridge.Idle))); len(f) != 1 || f[0].ID != 0 {
		t.Errorf("paused: %+v", f)
	}
	for _, gate := range l.gates {
		close(gate)
	}
	p.send(&bridge.Install{Place: bridge.OnDevice})
	p.until(phase(bridge.Ready))
}

// A download that fails behind a request fails the request, and the rest can be
// asked for again.
func TestEarlyRequestFails(t *testing.T) {
	p, l := installing(t)
	p.send(ask(1, "1"))
	p.until(phase(bridge.Generating))
	l.gates["all"] <- fetch.ErrOffline
	l.gates["text"] <- fetch.ErrOffline
	if f := find[*bridge.Failed](p.until(phase(bridge.Idle))); len(f) == 0 || f[0].ID != 1 || f[0].Code != bridge.NoNetwork {
		t.Errorf("offline: %+v", f)
	}
	close(l.gates["all"])
	p.send(&bridge.Install{Place: bridge.OnDevice})
	p.until(phase(bridge.Ready))
}
