//go:build !js

package install_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"

	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/faulty"
	"unclip/wasm/store/mem"
)

// kinds of faults that browsers' storage is known for.
var kinds = []faulty.Fault{
	{Name: "quota", Err: store.ErrQuota},
	{Name: "io", Err: store.ErrUnavailable},
	{Name: "abort after commit", Err: store.ErrUnavailable, Done: true},
	{Name: "unknown", Err: errors.New("UnknownError")},
	{Name: "hang", Hang: true},
}

// lengths of a fault: one call, one call and its retry, all calls to come.
var lengths = []int{1, 2, 1000}

func script(f faulty.Fault, at, length int) faulty.Script {
	s := faulty.Script{}
	for i := range length {
		s[at+i] = f
	}
	return s
}

// TestEveryStoreFault fails every call of an installation, and of reading it
// back, in every way. Whatever happens, no wrong byte is handed out, a committed
// manifest stays whole and complete, and the next run without faults completes.
func TestEveryStoreFault(t *testing.T) {
	injected := 0
	for _, c := range []struct {
		name     string
		shards   int
		upgrade  bool // over an older model that shares half the shards
		overflow bool
		lengths  []int
	}{
		{"new", 24, false, false, lengths}, {"new, overflow", 24, false, true, lengths},
		{"upgrade", 24, true, false, lengths}, {"upgrade, overflow", 24, true, true, lengths},
		{"200 shards", 200, false, false, lengths[:1]},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := trial(t, c.shards, c.upgrade, c.overflow, nil)
			for at := 1; at <= calls; at++ {
				for _, kind := range kinds {
					for _, length := range c.lengths {
						trial(t, c.shards, c.upgrade, c.overflow, script(kind, at, length))
						injected++
					}
				}
			}
			t.Logf("%d calls", calls)
		})
	}
	t.Logf("%d faults injected", injected)
	if injected < 5000 && !t.Failed() {
		t.Errorf("only %d faults injected", injected)
	}
}

// trial installs and reads under a script, checks, and returns the calls made.
func trial(t *testing.T, shards int, upgrade, overflow bool, s faulty.Script) (calls int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		kept := mem.New(0)
		var before *model
		if upgrade {
			before = publish(h, shards, 64, 0)
			must(t, newStage(t, h, install.Config{Store: kept}).install(t.Context(), nil))
		}
		m := publish(h, shards, 64, shards/2)
		f := faulty.New(kept, s)
		c := install.Config{Store: f}
		if overflow {
			c.Overflow = mem.New(0)
		}
		run := newStage(t, h, c)
		err := run.install(t.Context(), nil)
		readAll(t, run, m)
		calls = f.Calls()
		wantWhole(t, kept, before, m)
		if overflow && err != nil {
			t.Errorf("despite Overflow: %v", err)
		}
		must(t, newStage(t, h, install.Config{Store: kept}).install(t.Context(), nil))
		wantInstalled(t, kept, m)
		if t.Failed() {
			t.Fatal(f.Replay())
		}
	})
	return calls
}

// readAll accepts errors, but no wrong bytes; the network being there, reading
// has no reason to fail at all.
func readAll(t *testing.T, s *stage, m *model) {
	t.Helper()
	for _, it := range m.items {
		b, err := s.Get(t.Context(), it)
		wantSame(t, m, it, b, err)
	}
}

// wantWhole looks at the store behind the faults: the manifest is that of one of
// the models, all of whose files are there.
func wantWhole(t *testing.T, kept store.Store, before, after *model) {
	t.Helper()
	manifest, err := kept.Manifest(t.Context(), base)
	if errors.Is(err, store.ErrNotFound) && before == nil {
		return
	}
	must(t, err)
	for _, m := range []*model{before, after} {
		if m != nil && bytes.Equal(manifest, m.manifest) {
			wantInstalled(t, kept, m)
			return
		}
	}
	t.Error("the manifest is none that was published")
}

// A fault that passes by the second try is not even noticed.
func TestPassingFaults(t *testing.T) {
	for _, kind := range kinds[1:] {
		calls := 1
		for at := 1; at <= calls; at++ {
			synctest.Test(t, func(t *testing.T) {
				h := fetchtest.NewHost(nil)
				m := publish(h, 5, 64, 0)
				kept := mem.New(0)
				f := faulty.New(kept, script(kind, at, 1))
				if err := newStage(t, h, install.Config{Store: f}).install(t.Context(), nil); err != nil {
					t.Errorf("%s: %v", f.Replay(), err)
				}
				wantInstalled(t, kept, m)
				calls = f.Calls()
			})
		}
	}
}
