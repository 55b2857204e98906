//go:build browser

package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// brake serves files whole or in parts, as the real server does; while it is on
// they slow down to a trickle behind a share of their bytes.
type brake struct {
	at     atomic.Int64 // percent of a file; 100 lets all through
	ranges atomic.Int64 // requests that went on in the middle of a file
}

func (b *brake) serve(w http.ResponseWriter, r *http.Request, content []byte) {
	w.Header().Set("ETag", `"braked"`)
	if r.Header.Get("Range") != "" && r.Header.Get("If-Range") == `"braked"` {
		b.ranges.Add(1)
	}
	http.ServeContent(w, r, "", time.Time{}, &braked{bytes.NewReader(content), b, w, r})
}

// braked is a file that is read slowly.
type braked struct {
	*bytes.Reader
	brake *brake
	w     http.ResponseWriter
	r     *http.Request
}

func (f *braked) Read(p []byte) (int, error) {
	at := f.Size() - int64(f.Len())
	limit := f.Size() * f.brake.at.Load() / 100
	if at < limit {
		return f.Reader.Read(p[:min(int64(len(p)), limit-at)])
	}
	_ = http.NewResponseController(f.w).Flush() // the client may be gone
	select {
	case <-time.After(100 * time.Millisecond):
		return f.Reader.Read(p[:min(len(p), 16)])
	case <-f.r.Context().Done():
		return 0, f.r.Context().Err()
	}
}

// Unwrap lets http.ResponseController through.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// TestPause pauses a download in the middle of its files, goes on, reloads the
// page in the middle, twice, and goes on: hardly a byte comes twice.
func TestPause(t *testing.T) {
	s, slow := newSite(t), &brake{}
	slow.at.Store(30)
	for _, shard := range s.manifest.Shards {
		s.fail(shard.File, slow.serve)
	}
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.press()
	v.here(25)
	v.press()
	v.label("Resume")
	photograph(v, "paused")
	for _, percent := range []int64{50, 70} {
		slow.at.Store(percent)
		v.press()
		v.here(int(percent) - 5)
		time.Sleep(3 * time.Second) // what has come is saved every two
		v.do(chromedp.Reload())
		v.label("Resume")
	}
	slow.at.Store(100)
	v.press()
	v.label("Generate")
	sent, whole := int64(0), int64(0)
	for name, n := range s.weights() {
		sent, whole = sent+n, whole+s.size(name)
	}
	t.Logf("%d bytes were sent for %d; %d requests went on in the middle of a file", sent, whole, slow.ranges.Load())
	if slow.ranges.Load() == 0 {
		t.Error("no request went on in the middle of a file")
	}
	if sent > whole+whole/10 {
		t.Errorf("%d bytes came twice", sent-whole)
	}
}

// here waits until a share of the model has come.
func (v *visitor) here(percent int) {
	v.t.Helper()
	v.until(fmt.Sprintf(`Number(document.querySelector(".ring").getAttribute("aria-valuenow")) >= %d`, percent))
}
