package engine_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"unclip/models/weights"
	"unclip/wasm/bridge"
	"unclip/wasm/engine"
	"unclip/wasm/engine/enginetest"
	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/gpu/soft"
	"unclip/wasm/store"
	"unclip/wgsl/plan"
)

// shelf is a library that can be empty, full, or refused.
type shelf struct {
	*enginetest.Library
	offered bool  // the host has a manifest
	here    bool  // the model is
	visit   bool  // but only until the page closes
	refusal error // of whatever is asked
}

func (s *shelf) Manifest(ctx context.Context) (*weights.Manifest, error) {
	if !s.offered {
		return nil, fetch.ErrOffline
	}
	return s.Library.Manifest(ctx)
}

func (s *shelf) Cached(_ context.Context, m *weights.Manifest) int64 {
	if s.here {
		return m.Bytes()
	}
	return 0
}

func (s *shelf) Install(_ context.Context, _ *weights.Manifest, keep bool, _ func(done, total int64)) error {
	if s.refusal == nil {
		s.here, s.visit = true, !keep
	}
	return s.refusal
}

func (s *shelf) Import(ctx context.Context, _ []bridge.File, keep bool, progress func(done, total int64)) (*weights.Manifest, error) {
	m, _ := s.Library.Manifest(ctx)
	return m, s.Install(ctx, m, keep, progress)
}

func (s *shelf) Remove(context.Context) error {
	s.here = s.here && s.refusal != nil
	return s.refusal
}

func (s *shelf) Room(_ context.Context, m *weights.Manifest) (kept, free int64, visit bool) {
	if s.here && !s.visit {
		kept = m.Bytes()
	}
	return kept, 1000, s.visit
}

var _ engine.Library = (*shelf)(nil)

// last is the state that a page was told last.
func last(ms []bridge.Message) *bridge.State {
	states := find[*bridge.State](ms)
	return states[len(states)-1]
}

// A model comes, for a visit or for good, makes a picture, and goes.
func TestInstallAndRemove(t *testing.T) {
	for _, place := range bridge.Places {
		s := &shelf{Library: tiny(t, weights.F32), offered: true}
		p := open(t, softDevice, s)
		p.send(&bridge.Hello{Base: "/"})
		p.until(phase(bridge.Idle))
		p.send(&bridge.Install{Place: place})
		got := last(p.until(phase(bridge.Ready)))
		if got.Storage.Place != place || (got.Storage.Kept > 0) != (place == bridge.OnDevice) || got.Storage.Free != 1000 {
			t.Errorf("%s: %+v", place, got.Storage)
		}
		p.send(ask(1, "1"))
		if n := len(find[*bridge.Picture](p.until(phase(bridge.Ready)))); n != 1 {
			t.Errorf("%s: %d pictures", place, n)
		}
		p.send(&bridge.Remove{})
		if got := last(p.until(phase(bridge.Idle))); got.Storage.Kept != 0 || got.Model.CachedBytes != 0 {
			t.Errorf("%s: after removal %+v", place, got)
		}
		p.send(ask(2, "1"))
		if f := find[*bridge.Failed](p.until(func(m bridge.Message) bool { return m.Kind() == "failed" })); f[0].Code != bridge.NoModel {
			t.Errorf("%s: a picture without a model: %+v", place, f[0])
		}
	}
}

func TestRefusalsAreTold(t *testing.T) {
	full, wrong := store.ErrQuota, &bridge.FileError{Code: bridge.WrongFile, File: "a.safetensors"}
	for _, c := range []struct {
		name    string
		m       bridge.Message
		refusal error
		ready   bool // there is a model already
		code    string
		phase   string
	}{
		{"no room", &bridge.Install{Place: bridge.OnDevice}, full, false, bridge.NoSpace, bridge.Idle},
		{"no room for files", &bridge.Import{Place: bridge.OnDevice}, full, false, bridge.NoSpace, bridge.Idle},
		{"a wrong file", &bridge.Import{Place: bridge.OnDevice}, wrong, false, bridge.WrongFile, bridge.Idle},
		{"a wrong file beside a model", &bridge.Import{Place: bridge.OnDevice}, wrong, true, bridge.WrongFile, bridge.Ready},
		{"what cannot be deleted", &bridge.Remove{}, store.ErrUnavailable, true, bridge.NoStorage, bridge.Ready},
	} {
		s := &shelf{Library: tiny(t, weights.F32), offered: true, here: c.ready, refusal: c.refusal}
		p := open(t, softDevice, s)
		p.send(&bridge.Hello{Base: "/"})
		p.until(phase(c.phase))
		p.send(c.m)
		f := find[*bridge.Failed](p.until(func(m bridge.Message) bool { return m.Kind() == "failed" }))
		if f[0].Code != c.code || c.refusal == error(wrong) && f[0].Message != wrong.File {
			t.Errorf("%s: %+v", c.name, f[0])
		}
		if got := last(p.until(phase(c.phase))); got.Phase != c.phase {
			t.Errorf("%s: %s", c.name, got.Phase)
		}
	}
}

// What a model cannot run without is looked at before anything of it is offered.
func TestModelsThatTheGPUCannotRun(t *testing.T) {
	limit := func(name string, n int64) weights.Needs { return weights.Needs{Limits: map[string]int64{name: n}} }
	for _, c := range []struct {
		needs weights.Needs
		says  string // "" where it can
	}{
		{weights.Needs{Features: []string{"shader-f16"}, Limits: map[string]int64{"maxBufferSize": 256 << 20, "maxStorageBufferBindingSize": 128 << 20}}, ""},
		{weights.Needs{Features: []string{"shader-f16", "float64"}}, "no float64"},
		{limit("maxBufferSize", 1<<30+1), "maxBufferSize"},
		{limit("maxStorageBufferBindingSize", 1<<40), "maxStorageBufferBindingSize"},
	} {
		s := &shelf{Library: tiny(t, weights.F32), offered: true}
		m, err := s.Manifest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		m.Needs = c.needs
		p := open(t, softDevice, s)
		p.send(&bridge.Hello{Base: "/"})
		got := p.until(func(m bridge.Message) bool { return m.Kind() == "state" })
		failed := find[*bridge.Failed](got)
		switch {
		case c.says == "" && (len(failed) > 0 || last(got).Phase != bridge.Idle):
			t.Errorf("%+v: %s, %+v", c.needs, last(got).Phase, failed)
		case c.says != "" && (len(failed) != 1 || failed[0].Code != bridge.WeakGPU || !strings.Contains(failed[0].Message, c.says) ||
			!strings.Contains(failed[0].Advice, "another browser") || last(got).Phase != bridge.Broken || last(got).Model.Bytes != 0):
			t.Errorf("%+v: %+v, %+v; want %q, advice and no offer", c.needs, failed, last(got), c.says)
		}
	}
}

// Files alone bring a model to a page whose host has none.
func TestImportWithoutAHost(t *testing.T) {
	s := &shelf{Library: tiny(t, weights.F32)}
	p := open(t, softDevice, s)
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Broken))
	s.refusal = &bridge.FileError{Code: bridge.MissingFile, File: "manifest.json"}
	p.send(&bridge.Import{Place: bridge.OnDevice})
	p.until(phase(bridge.Broken))
	s.refusal = nil
	p.send(&bridge.Import{Place: bridge.OnDevice})
	p.until(phase(bridge.Ready))
	p.send(ask(1, "1"))
	if n := len(find[*bridge.Picture](p.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures", n)
	}
}

// Behind another tab the GPU does not come back: then there is nothing to do but
// to reload the page, and it says so.
func TestNothingIsDoneWithoutARuntime(t *testing.T) {
	for _, m := range []bridge.Message{&bridge.Install{Place: bridge.OnDevice}, &bridge.Remove{}, &bridge.Import{Place: bridge.OnDevice}} {
		x, l := &tabs{chair: newChair()}, tiny(t, weights.F32)
		second := x.page(t, l)
		first := x.page(t, l)
		var opened atomic.Int32
		first.engine = engine.New(engine.Platform{Seat: x, Library: func(context.Context, string) (engine.Library, error) { return l, nil },
			Device: func(context.Context) (gpu.Device, error) {
				if opened.Add(1) > 1 {
					return nil, gpu.ErrNone
				}
				return soft.Open(), nil
			}})
		first.makesRoom(second)
		first.send(&bridge.Claim{})
		first.until(phase(bridge.Broken))
		first.send(m)
		f := find[*bridge.Failed](first.until(kind("failed")))
		if f[0].Code != bridge.NoGPU || !strings.Contains(f[0].Advice, "Reload") {
			t.Errorf("%s: %+v", m.Kind(), f[0])
		}
	}
}

// The host is gone when the GPU comes back: files bring the model again.
func TestImportBehindAnotherTab(t *testing.T) {
	x, s := &tabs{chair: newChair()}, &shelf{Library: tiny(t, weights.F32), offered: true, here: true}
	first, second := x.page(t, s), x.page(t, tiny(t, weights.F32))
	first.makesRoom(second)
	s.offered = false
	first.send(&bridge.Claim{})
	first.until(phase(bridge.Broken))
	s.refusal = fetch.ErrOffline
	first.send(&bridge.Import{Place: bridge.OnDevice})
	first.until(phase(bridge.Broken))
	s.refusal = nil
	first.send(&bridge.Import{Place: bridge.OnDevice})
	first.until(phase(bridge.Ready))
	first.send(ask(1, "1"))
	if n := len(find[*bridge.Picture](first.until(phase(bridge.Ready)))); n != 1 {
		t.Errorf("%d pictures", n)
	}
}

// What stumbles ahead of the first picture is not the end of the worker: the
// picture stumbles over it again, and says so.
func TestPreparationMayStumble(t *testing.T) {
	l, stumbled := tiny(t, weights.F32), make(chan bool, 100)
	p := open(t, softDevice, l)
	p.engine = engine.New(engine.Platform{Device: softDevice, Library: func(context.Context, string) (engine.Library, error) { return l, nil },
		Tuned: func(context.Context, gpu.Device, []plan.Task) plan.Tuned {
			stumbled <- true
			panic("a fault of ours")
		}})
	p.send(&bridge.Hello{Base: "/"})
	p.until(phase(bridge.Ready))
	<-stumbled
	p.send(ask(1, "1"))
	if f := find[*bridge.Failed](p.until(phase(bridge.Ready))); len(f) != 1 || f[0].Code != bridge.Internal || !strings.Contains(f[0].Message, "a fault of ours") {
		t.Errorf("%+v", f)
	}
}
