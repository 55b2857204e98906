//go:build !js

package install_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/install"
	"unclip/wasm/store/mem"
)

// baton is a Locker within the process.
type baton chan struct{}

func newBaton() baton {
	b := make(baton, 1)
	b <- struct{}{}
	return b
}

func (b baton) lock(ctx context.Context, _ string) (func(), error) {
	select {
	case <-b:
		return func() { b <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// steady delivers every file in two seconds.
func steady(h *fetchtest.Host) {
	h.Fail(fetchtest.Script{0: {Name: "steady", Serve: func(w http.ResponseWriter, r *http.Request, content []byte) {
		time.Sleep(2 * time.Second)
		_, _ = w.Write(content)
	}}})
}

// tabs runs installers over one store and one slow host.
func tabs(t *testing.T, n int, run func(t *testing.T, m *model, h *fetchtest.Host, tabs []*install.Installer)) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		m := publish(h, 30, 1000, 0)
		steady(h)
		client, stop := fetchtest.Piped(h)
		defer stop()
		kept, lock := mem.New(0), newBaton()
		all := make([]*install.Installer, n)
		for i := range all {
			c, err := fetch.New(fetchtest.Transport{Client: client}, fetch.Policy{}, base)
			must(t, err)
			all[i] = install.New(install.Config{Name: base, Store: kept, Client: c, Items: parse, Lock: lock.lock})
		}
		run(t, m, h, all)
		wantInstalled(t, kept, m)
	})
}

// Eight tabs at once download the model once, and all show how far it is.
func TestEightTabs(t *testing.T) {
	tabs(t, 8, func(t *testing.T, m *model, h *fetchtest.Host, all []*install.Installer) {
		var running sync.WaitGroup
		seen := make([]record, len(all))
		for i, in := range all {
			running.Go(func() {
				if err := in.Install(t.Context(), m.manifest, m.items, seen[i].add); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(5 * time.Second)
		waiting := 0
		for i := range seen {
			if p := seen[i].last(); p.Waiting && p.Done > 0 && p.Done < p.Total {
				waiting++
			}
		}
		running.Wait()
		if waiting != 7 || h.Sent() != m.size() {
			t.Errorf("%d tabs wait with progress; %d bytes sent for a model of %d", waiting, h.Sent(), m.size())
		}
		for i := range seen {
			if p := seen[i].last(); p.Waiting || p.Done != p.Total {
				t.Errorf("tab %d ends with %+v", i, p)
			}
		}
	})
}

// When the tab that downloads is closed, another goes on at once.
func TestHolderLeaves(t *testing.T) {
	tabs(t, 2, func(t *testing.T, m *model, h *fetchtest.Host, all []*install.Installer) {
		ctx, closeTab := context.WithCancel(t.Context())
		go func() {
			if err := all[0].Install(ctx, m.manifest, m.items, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("the first tab: %v", err)
			}
		}()
		time.Sleep(time.Second)
		time.AfterFunc(4*time.Second, closeTab)
		if err := all[1].Install(t.Context(), m.manifest, m.items, nil); err != nil {
			t.Error(err)
		}
		if h.Sent() > m.size()+6*1010 {
			t.Errorf("%d bytes sent for a model of %d", h.Sent(), m.size())
		}
	})
}

func TestWaitingTabIsCancelled(t *testing.T) {
	tabs(t, 2, func(t *testing.T, m *model, h *fetchtest.Host, all []*install.Installer) {
		var first sync.WaitGroup
		first.Go(func() {
			if err := all[0].Install(t.Context(), m.manifest, m.items, nil); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, context.Canceled)
		defer cancel()
		wantErr(t, "the second tab", all[1].Install(ctx, m.manifest, m.items, nil), context.Canceled)
		first.Wait()
	})
}
