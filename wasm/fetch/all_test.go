//go:build !js

package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// shelf keeps what was fetched.
type shelf struct {
	mu    sync.Mutex
	files map[string]gpu.Bytes
}

func (s *shelf) keep(_ context.Context, it fetch.Item, b gpu.Bytes) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string]gpu.Bytes{}
	}
	s.files[it.File] = b
	return nil
}

// fill puts n files on every host.
func fill(n, size int, hosts ...*fetchtest.Host) (items []fetch.Item, total int) {
	for i := range n {
		name, data := fmt.Sprintf("shard-%d.bin", i), content(size+i, i)
		for _, h := range hosts {
			it := h.Add(name, data)
			if h == hosts[0] {
				items = append(items, it)
			}
		}
		total += len(data)
	}
	return items, total
}

func TestAll(t *testing.T) {
	h := fetchtest.NewHost(nil)
	items, total := fill(40, 5000, h)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		var s shelf
		got := &tally{t: t, total: total}
		if err := client.All(t.Context(), items, got.add, s.keep); err != nil {
			t.Fatal(err)
		}
		if len(s.files) != 40 || got.done != total || h.Sent() != int64(total) {
			t.Errorf("%d files, progress %d and %d sent of %d", len(s.files), got.done, h.Sent(), total)
		}
		for i, it := range items {
			wantBytes(t, s.files[it.File], content(5000+i, i))
		}
	})
}

// slow answers after a second and records how many requests are under way.
func slow(most *int) fetchtest.Fault {
	var mu sync.Mutex
	now := 0
	return fetchtest.Fault{Name: "slow", Serve: func(w http.ResponseWriter, r *http.Request, content []byte) {
		mu.Lock()
		now++
		*most = max(*most, now)
		mu.Unlock()
		time.Sleep(time.Second)
		mu.Lock()
		now--
		mu.Unlock()
		_, _ = w.Write(content)
	}}
}

func TestAtMostSixAtOnce(t *testing.T) {
	most := 0
	h := fetchtest.NewHost(all(slow(&most)))
	items, _ := fill(30, 100, h)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		start := time.Now()
		if err := client.All(t.Context(), items, nil, new(shelf).keep); err != nil {
			t.Fatal(err)
		}
		if most != 6 || time.Since(start) != 5*time.Second {
			t.Errorf("%d at once, %v", most, time.Since(start))
		}
	})
}

// A file that fails lets the others under way finish and begins no new one.
func TestFailureLetsOthersFinish(t *testing.T) {
	script := fetchtest.Script{}
	for i := range 30 {
		script[i+1] = fetchtest.Fault{Name: "a second", Serve: func(w http.ResponseWriter, _ *http.Request, data []byte) {
			time.Sleep(time.Second)
			_, _ = w.Write(data) // the client may be gone
		}}
	}
	refuse := fetchtest.Refuse(404, "")
	script[3] = fetchtest.Fault{Name: refuse.Name, Serve: func(w http.ResponseWriter, r *http.Request, data []byte) {
		time.Sleep(time.Second / 2) // by then six are under way
		refuse.Serve(w, r, data)
	}}
	h := fetchtest.NewHost(script)
	items, total := fill(30, 5000, h)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		var s shelf
		got := &tally{t: t, total: total}
		err := client.All(t.Context(), items, got.add, s.keep)
		if !errors.Is(err, fetch.ErrRefused) {
			t.Errorf("got %v", err)
		}
		kept := 0
		for _, b := range s.files {
			kept += b.Len()
		}
		if kept != int(h.Sent()) || got.done != kept || len(h.Log()) != 6 {
			t.Errorf("kept %d of %d bytes sent, progress %d, %d requests", kept, h.Sent(), got.done, len(h.Log()))
		}
	})
}

func TestKeepFails(t *testing.T) {
	h := fetchtest.NewHost(nil)
	items, total := fill(30, 100, h)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		got := &tally{t: t, total: total}
		err := client.All(t.Context(), items, got.add, func(context.Context, fetch.Item, gpu.Bytes) error { return store.ErrQuota })
		if !errors.Is(err, store.ErrQuota) || got.done != 0 {
			t.Errorf("%v, progress %d", err, got.done)
		}
	})
}

func TestInvalidListFetchesNothing(t *testing.T) {
	h := fetchtest.NewHost(nil)
	items, _ := fill(3, 100, h)
	items[2].File = "../x"
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		if err := client.All(t.Context(), items, nil, nil); !errors.Is(err, fetch.ErrPlan) || len(h.Log()) != 0 {
			t.Errorf("%v after %d requests", err, len(h.Log()))
		}
	})
}

func TestMirrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  fetchtest.Script // of the first mirror; the second is well
		asked  int              // requests to the first, at most
		failed error            // when the second is missing too
	}{
		{"dead", all(fetchtest.Drop(0)), 6, fetch.ErrOffline},
		{"missing", all(fetchtest.Refuse(404, "")), 6, fetch.ErrRefused},
		{"wrong bytes", all(fetchtest.Garble()), 6, fetch.ErrDigest},
		{"captive", all(fetchtest.HTML()), 6, fetch.ErrPage},
		{"well", nil, 40, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := fetchtest.NewHost(c.first), fetchtest.NewHost(nil)
			items, total := fill(40, 5000, a, b)
			stage(t, []*fetchtest.Host{a, b}, steady, func(t *testing.T, client *fetch.Client) {
				var s shelf
				got := &tally{t: t, total: total}
				start := time.Now()
				if err := client.All(t.Context(), items, got.add, s.keep); err != nil {
					t.Fatal(err)
				}
				if len(s.files) != 40 || got.done != total || len(a.Log()) > c.asked || time.Since(start) > 0 {
					t.Errorf("%d files, progress %d, %d requests to the first, %v", len(s.files), got.done, len(a.Log()), time.Since(start))
				}
			})
		})
	}
}

// Every fault at every place of a list of files: it always ends well, and costs
// at most one file more, except that a missing file ends it.
func TestEveryFaultEverywhere(t *testing.T) {
	runs, most := 0, int64(0)
	for _, fault := range fetchtest.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			for at := 1; at <= 25; at++ {
				most = max(most, faultAt(t, fault, at))
				runs++
			}
		})
	}
	t.Logf("%d runs: %d faults at 25 positions, at most one file of 3,000 bytes again: %d bytes", runs, len(fetchtest.Faults()), most)
}

// faultAt returns how many bytes were sent beyond those of the files.
func faultAt(t *testing.T, fault fetchtest.Fault, at int) (extra int64) {
	h := fetchtest.NewHost(fetchtest.Script{at: fault})
	items, total := fill(25, 3000, h)
	stage(t, []*fetchtest.Host{h}, fetch.Policy{}, func(t *testing.T, client *fetch.Client) {
		var s shelf
		err := client.All(t.Context(), items, nil, s.keep)
		if err != nil {
			err = client.All(t.Context(), missing(items, &s), nil, s.keep)
		}
		if err != nil || len(s.files) != 25 {
			t.Errorf("at request %d: %d files, %v", at, len(s.files), err)
		}
		asked := map[string]int{}
		for _, r := range h.Log() {
			asked[r.File]++
		}
		if again := len(h.Log()) - len(asked); again > 1 {
			t.Errorf("at request %d: %d requests again, want at most one: %v", at, again, h.Log())
		}
		extra = h.Sent() - int64(total)
		if fault.Name == "bomb" { // its body counts packed
			extra = 0
		}
		if extra > items[24].Bytes+100 { // one file, and what the longer one has behind its end
			t.Errorf("at request %d: %d bytes too many", at, extra)
		}
	})
	return extra
}

func missing(items []fetch.Item, s *shelf) (rest []fetch.Item) {
	for _, it := range items {
		if s.files[it.File] == nil {
			rest = append(rest, it)
		}
	}
	return rest
}

// The same over real sockets and the real clock.
func TestOverTCP(t *testing.T) {
	// Only one of these counts against the host: no file can meet two.
	h := fetchtest.NewHost(fetchtest.Script{2: fetchtest.Drop(0.5), 4: fetchtest.Garble(), 5: fetchtest.Stall(0.5), 7: fetchtest.Redirect()})
	items, total := fill(20, 100_000, h)
	server := httptest.NewServer(h)
	defer server.Close()
	client, err := fetch.New(fetchtest.Transport{Client: server.Client()}, fetch.Policy{Backoff: time.Millisecond, Stall: time.Second}, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var s shelf
	got := &tally{t: t, total: total}
	if err := client.All(t.Context(), items, got.add, s.keep); err != nil {
		t.Fatal(err)
	}
	if len(s.files) != 20 || got.done != total {
		t.Errorf("%d files, progress %d of %d", len(s.files), got.done, total)
	}
}
