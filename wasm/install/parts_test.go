//go:build !js

package install_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/install"
	"unclip/wasm/store"
	"unclip/wasm/store/faulty"
	"unclip/wasm/store/mem"
)

// half is a file of which a host sends half before the connection breaks, and
// refuses the second request.
type half struct {
	host *fetchtest.Host
	item fetch.Item
	data []byte
}

func newHalf() *half {
	h := &half{host: fetchtest.NewHost(nil), data: content(200_000, 1)}
	h.item = h.host.Add("a.bin", h.data)
	h.host.Fail(fetchtest.Script{1: fetchtest.DropWell(h.host, 0.5), 2: fetchtest.Refuse(503, "")})
	return h
}

// try fetches the file with a client of its own, as a new visit would.
func (h *half) try(t *testing.T, ctx context.Context, parts fetch.Parts, p fetch.Policy) (gpu.Bytes, error) {
	t.Helper()
	route := http.NewServeMux()
	route.Handle("host/", h.host)
	over, stop := fetchtest.Piped(route)
	defer stop()
	client, err := fetch.New(fetchtest.Transport{Client: over}, p, base)
	must(t, err)
	client.Parts = parts
	done := 0
	b, err := client.Fetch(ctx, h.item, func(n int) { done += n })
	if want := map[bool]int{true: len(h.data)}[err == nil]; done != want {
		t.Errorf("progress ends at %d, want %d, error %v", done, want, err)
	}
	return b, err
}

// mended lets the host send the file, or other content of the same name.
func (h *half) mended(data []byte) {
	h.host.Fail(nil)
	h.host.Add(h.item.File, data)
}

// asked is the last request's range; ! marks If-Range.
func (h *half) asked() string {
	log := h.host.Log()
	last := log[len(log)-1]
	if last.IfRange != "" {
		return last.Range + "!"
	}
	return last.Range
}

// A visit that ends in the middle of a file leaves its bytes to the next one.
func TestPartsGoOnInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*testing.T, *half, *mem.Store)
		asked  string
		want   error
	}{
		{"as it was", func(_ *testing.T, h *half, _ *mem.Store) { h.mended(h.data) }, "bytes=100000-!", nil},
		{"nothing kept", func(_ *testing.T, h *half, kept *mem.Store) {
			h.mended(h.data)
			must(t, install.Parts{Store: kept}.Only(t.Context(), nil))
		}, "", nil},
		{"a damaged piece", func(t *testing.T, h *half, kept *mem.Store) {
			h.mended(h.data)
			for d := range shards(t, kept) {
				kept.Damage(d, gpu.Memory("other"))
			}
		}, "", nil},
		{"a list that is none", func(t *testing.T, h *half, kept *mem.Store) {
			h.mended(h.data)
			must(t, kept.PutManifest(t.Context(), string(h.item.Digest), []byte("nonsense")))
		}, "", nil},
		{"another file on the host", func(_ *testing.T, h *half, _ *mem.Store) { h.mended(content(200_000, 2)) }, "", fetch.ErrDigest},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, kept := newHalf(), mem.New(0)
				parts := install.Parts{Store: kept}
				_, err := h.try(t, t.Context(), parts, fetch.Policy{Retries: 1})
				wantErr(t, "the first visit", err, fetch.ErrRefused)
				c.change(t, h, kept)
				b, err := h.try(t, t.Context(), parts, fetch.Policy{})
				if !errors.Is(err, c.want) || err == nil && store.Verify(t.Context(), h.item.Digest, b) != nil {
					t.Errorf("the second visit: %v", err)
				}
				if h.asked() != c.asked {
					t.Errorf("asked for %q, want %q", h.asked(), c.asked)
				}
			})
		})
	}
}

func shards(t *testing.T, s store.Store) map[store.Digest]int64 {
	t.Helper()
	c, err := s.List(t.Context())
	must(t, err)
	return c.Shards
}

// A slow file is saved on its way; a page that is simply gone has no time for it.
func TestPartsAreSavedOnTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, kept := newHalf(), mem.New(0)
		slow := fetchtest.Fault{Name: "slow", Serve: func(w http.ResponseWriter, r *http.Request, data []byte) {
			for i := 0; i < len(data); i += 10_000 {
				_, _ = w.Write(data[i:min(i+10_000, len(data))]) // the client may be gone
				_ = http.NewResponseController(w).Flush()
				select {
				case <-time.After(time.Second):
				case <-r.Context().Done():
					return
				}
			}
		}}
		h.host.Fail(fetchtest.Script{0: slow})
		ctx, gone := context.WithTimeout(t.Context(), 10500*time.Millisecond)
		defer gone()
		var safe atomic.Int64
		time.AfterFunc(10*time.Second, func() { safe.Store(bytesIn(shards(t, kept))) })
		_, err := h.try(t, ctx, install.Parts{Store: kept}, fetch.Policy{})
		wantErr(t, "a visit of ten seconds", err, context.DeadlineExceeded)
		if seen := safe.Load(); seen < 80_000 || seen > 110_000 {
			t.Errorf("%d bytes were safe after ten seconds", safe.Load())
		}
		if n := bytesIn(shards(t, kept)); n != 110_000 {
			t.Errorf("%d bytes are safe behind a pause, want all 110000", n)
		}
	})
}

func bytesIn(shards map[store.Digest]int64) (n int64) {
	for _, b := range shards {
		n += b
	}
	return n
}

// A fault of the store of pieces costs bytes, never the file.
func TestPartsMayFail(t *testing.T) {
	for at := 1; at < 12; at++ {
		for _, kind := range kinds {
			synctest.Test(t, func(t *testing.T) {
				h := newHalf()
				f := faulty.New(mem.New(0), script(kind, at, 1000))
				parts := install.Parts{Store: f}
				_, err := h.try(t, t.Context(), parts, fetch.Policy{Retries: 1})
				wantErr(t, f.Replay(), err, fetch.ErrRefused)
				h.mended(h.data)
				if _, err = h.try(t, t.Context(), parts, fetch.Policy{}); err != nil {
					t.Errorf("%s: %v", f.Replay(), err)
				}
			})
		}
	}
}

// An installation that is paused and gone on with costs no byte twice, counts
// what is here, and leaves no pieces behind.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := fetchtest.NewHost(nil)
		m := publish(h, 8, 100_000, 0)
		route := http.NewServeMux()
		route.Handle("host/", h)
		over, stop := fetchtest.Piped(route)
		defer stop()
		kept, parts := mem.New(0), mem.New(0)
		visit := func(ctx context.Context) error {
			client, err := fetch.New(fetchtest.Transport{Client: over}, fetch.Policy{}, base)
			must(t, err)
			in := install.New(install.Config{Name: base, Store: kept, Parts: parts, Client: client, Items: parse, MaxManifest: 64 << 10})
			return in.Install(ctx, m.manifest, m.items, nil)
		}
		h.Fail(fetchtest.Script{0: fetchtest.StallWell(h, 0.6)})
		ctx, pause := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, pause)
		wantErr(t, "the paused visit", visit(ctx), context.Canceled)
		if n := bytesIn(shards(t, parts)); n < 6*60_000 || n > 6*60_010 {
			t.Errorf("%d bytes are kept behind the pause, want 60 %% of six files", n)
		}
		h.Fail(nil)
		must(t, visit(t.Context()))
		wantInstalled(t, kept, m)
		if sent := h.Sent(); sent != m.size() {
			t.Errorf("%d bytes were sent for a model of %d", sent, m.size())
		}
		if left := shards(t, parts); len(left) > 0 {
			t.Errorf("pieces stay behind: %v", left)
		}
	})
}

// An installation leaves the pieces of files that the model still misses, such as
// of a stage whose download was paused, and no others.
func TestOtherStagesKeepTheirPieces(t *testing.T) {
	h := fetchtest.NewHost(nil)
	m := publish(h, 3, 100_000, 0)
	route := http.NewServeMux()
	route.Handle("host/", h)
	over, stop := fetchtest.Piped(route)
	defer stop()
	client, err := fetch.New(fetchtest.Transport{Client: over}, fetch.Policy{}, base)
	must(t, err)
	kept, parts := mem.New(0), mem.New(0)
	in := install.New(install.Config{Name: base, Store: kept, Parts: parts, Client: client, Items: parse, MaxManifest: 64 << 10})
	begin := func(it fetch.Item, data []byte) {
		must(t, install.Parts{Store: parts}.Add(t.Context(), it.Digest, fetch.Origin{Base: base}, 0, gpu.Memory(data)))
	}
	paused, whole := m.items[1], m.items[2]
	must(t, kept.Put(t.Context(), whole.Digest, gpu.Memory(m.content[whole.Digest])))
	begin(paused, m.content[paused.Digest][:40_000])
	begin(whole, m.content[whole.Digest][:30_000])
	begin(fetch.Item{Digest: store.Digest(strings.Repeat("5", 64))}, content(20_000, 9))
	must(t, in.Install(t.Context(), m.manifest, m.items[:1], nil))
	c, err := parts.List(t.Context())
	must(t, err)
	if bytesIn(c.Shards) != 40_000 || len(c.Manifests) != 1 || c.Manifests[0] != string(paused.Digest) {
		t.Errorf("kept are %d bytes of %v, want 40000 of the paused file", bytesIn(c.Shards), c.Manifests)
	}
	must(t, in.Remove(t.Context()))
	if left := shards(t, parts); len(left) > 0 {
		t.Errorf("pieces stay behind a removal: %v", left)
	}
}
