//go:build !js

package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
)

const size = 200_000

// all repeats a fault for ever.
func all(f fetchtest.Fault) fetchtest.Script { return fetchtest.Script{0: f} }

func TestOneFile(t *testing.T) {
	drop, refuse := fetchtest.Drop, fetchtest.Refuse
	for _, c := range []struct {
		name   string
		script fetchtest.Script
		ranges string        // of each request; ! marks If-Range
		took   time.Duration // with the middle of every jitter
		want   error
	}{
		{"no fault", nil, "", 0, nil},
		{"resume", fetchtest.Script{1: drop(0.5)}, " 100000-", time.Second, nil},
		{"resume twice; progress restarts the backoff", fetchtest.Script{1: drop(0.5), 2: drop(0.9)}, " 100000- 180000-", 2 * time.Second, nil},
		{"no response, five retries", fetchtest.Script{1: drop(0), 2: drop(0), 3: drop(0), 4: drop(0), 5: drop(0)}, "     ", 31 * time.Second, nil},
		{"no response, no more", all(drop(0)), "     ", 31 * time.Second, fetch.ErrOffline},
		{"busy", fetchtest.Script{1: refuse(503, ""), 2: refuse(500, "")}, "  ", 3 * time.Second, nil},
		{"busy for ever", all(refuse(503, "")), "     ", 31 * time.Second, fetch.ErrRefused},
		{"Retry-After", fetchtest.Script{1: refuse(429, "20")}, " ", 20 * time.Second, nil},
		{"Retry-After shorter than the backoff", fetchtest.Script{1: refuse(429, "0")}, " ", time.Second, nil},
		{"Retry-After tomorrow", all(refuse(429, "86400")), "", 0, fetch.ErrRefused},
		{"missing", all(refuse(404, "")), "", 0, fetch.ErrRefused},
		{"forbidden", all(refuse(403, "")), "", 0, fetch.ErrRefused},
		{"stall", fetchtest.Script{1: fetchtest.Stall(0.5)}, " 100000-", 61 * time.Second, nil},
		{"stall before the head", fetchtest.Script{1: fetchtest.Stall(0)}, " ", 31 * time.Second, nil},
		{"stall for ever", all(fetchtest.Stall(0)), "     ", 6*30*time.Second + 31*time.Second, fetch.ErrStalled},
		{"stall at the very end", fetchtest.Script{1: fetchtest.Stall(1)}, "", 0, nil},
		{"trickle", fetchtest.Script{1: fetchtest.Trickle()}, " 27-", 31 * time.Second, nil},
		{"truncated", fetchtest.Script{1: fetchtest.Truncate(0.5)}, " 100000-", time.Second, nil},
		{"truncated for ever", all(fetchtest.Truncate(0.5)), " 100000- 100000- 100000- 100000- 100000-", 31 * time.Second, fetch.ErrTooShort},
		{"longer", fetchtest.Script{1: fetchtest.Lengthen(1)}, " ", time.Second, nil},
		{"longer again", all(fetchtest.Lengthen(1)), " ", time.Second, fetch.ErrTooLong},
		{"wrong bytes", fetchtest.Script{1: fetchtest.Garble()}, " ", time.Second, nil},
		{"wrong bytes again", all(fetchtest.Garble()), " ", time.Second, fetch.ErrDigest},
		{"captive page", fetchtest.Script{1: fetchtest.HTML()}, " ", time.Second, nil},
		{"captive page again", all(fetchtest.HTML()), " ", time.Second, fetch.ErrPage},
		{"redirect", fetchtest.Script{1: fetchtest.Redirect()}, " ", 0, nil},
		{"bomb", fetchtest.Script{1: fetchtest.Bomb()}, " ", time.Second, nil},
		{"bomb again", all(fetchtest.Bomb()), " ", time.Second, fetch.ErrTooLong},
		{"another range", fetchtest.Script{1: drop(0.5), 2: fetchtest.OtherRange()}, " 100000- ", 3 * time.Second, nil},
		{"another range again", fetchtest.Script{1: drop(0.5), 2: fetchtest.OtherRange(), 3: drop(0.5), 4: fetchtest.OtherRange()}, " 100000-  100000-", 7 * time.Second, fetch.ErrRefused},
		{"offset beyond the end", fetchtest.Script{1: drop(0.5), 2: refuse(416, "")}, " 100000- ", 3 * time.Second, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := fetchtest.NewHost(c.script)
			data := content(size, 1)
			it := h.Add("a.bin", data)
			stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
				got := &tally{t: t, total: size}
				start := time.Now()
				b, err := client.Fetch(t.Context(), it, got.add)
				if !errors.Is(err, c.want) {
					t.Fatalf("got error %v, want %v", err, c.want)
				}
				if c.want == nil {
					wantBytes(t, b, data)
				}
				if want := map[bool]int{true: size}[c.want == nil]; got.done != want {
					t.Errorf("progress ends at %d, want %d", got.done, want)
				}
				if r := ranges(h); r != c.ranges {
					t.Errorf("ranges %q, want %q", r, c.ranges)
				}
				if took := time.Since(start).Round(time.Second); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
			})
		})
	}
}

// A host whose file changed between two requests sends all of the new one.
func TestIfRange(t *testing.T) {
	for _, c := range []struct {
		name     string
		noTags   bool
		noRanges bool
		ranges   string
	}{
		{"strong tag", false, false, " 100000-!"},
		{"no tag", true, false, " 100000-"},
		{"no ranges", false, true, " 100000-!"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := fetchtest.NewHost(nil)
			h.NoTags, h.NoRanges = c.noTags, c.noRanges
			data := content(size, 1)
			it := h.Add("a.bin", data)
			h.Fail(fetchtest.Script{1: fetchtest.DropWell(h, 0.5)})
			stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
				got := &tally{t: t, total: size}
				b, err := client.Fetch(t.Context(), it, got.add)
				if err != nil {
					t.Fatal(err)
				}
				wantBytes(t, b, data)
				if r := ranges(h); r != c.ranges || got.done != size {
					t.Errorf("ranges %q, want %q; progress %d", r, c.ranges, got.done)
				}
			})
		})
	}
}

// A condition that the host dislikes is left out the next time.
func TestTagGivenUp(t *testing.T) {
	h := fetchtest.NewHost(nil)
	data := content(size, 1)
	it := h.Add("a.bin", data)
	h.Fail(fetchtest.Script{1: fetchtest.DropWell(h, 0.5), 2: fetchtest.Drop(0)})
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		if _, err := client.Fetch(t.Context(), it, nil); err != nil {
			t.Fatal(err)
		}
		if r, want := ranges(h), " 100000-! 100000-"; r != want {
			t.Errorf("ranges %q, want %q", r, want)
		}
	})
}

// Bytes resumed from a file that has changed are noticed, and fetched anew.
func TestResumeIntoAnotherFile(t *testing.T) {
	h := fetchtest.NewHost(fetchtest.Script{1: fetchtest.Drop(0.5), 2: fetchtest.WrongRange()})
	data := content(size, 1)
	it := h.Add("a.bin", data)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		b, err := client.Fetch(t.Context(), it, nil)
		if err != nil {
			t.Fatal(err)
		}
		wantBytes(t, b, data)
		if r, want := ranges(h), " 100000- "; r != want {
			t.Errorf("ranges %q, want %q", r, want)
		}
	})
}

func TestCancel(t *testing.T) {
	for _, after := range []time.Duration{0, 500 * time.Millisecond, 10 * time.Second, 40 * time.Second} {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			h := fetchtest.NewHost(all(fetchtest.Stall(0.5)))
			it := h.Add("a.bin", content(size, 1))
			stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), after, context.Canceled)
				defer cancel()
				got := &tally{t: t, total: size}
				start := time.Now()
				_, err := client.Fetch(ctx, it, got.add)
				if !errors.Is(err, context.Canceled) || time.Since(start) != after || got.done != 0 {
					t.Errorf("%v after %v, progress %d", err, time.Since(start), got.done)
				}
			})
		})
	}
}

func TestSmall(t *testing.T) {
	for _, c := range []struct {
		max    int
		script fetchtest.Script
		want   error
	}{
		{1000, nil, nil},
		{size, nil, nil},
		{999, nil, fetch.ErrTooLong},
		{size, all(fetchtest.HTML()), fetch.ErrPage},
		{size, all(fetchtest.Refuse(404, "")), fetch.ErrRefused},
		{size, fetchtest.Script{1: fetchtest.Drop(0.5)}, nil},
	} {
		h := fetchtest.NewHost(c.script)
		data := content(1000, 1)
		h.Add("manifest.json", data)
		stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
			got, err := client.Small(t.Context(), "manifest.json", c.max)
			if !errors.Is(err, c.want) || err == nil && string(got) != string(data) {
				t.Errorf("max %d: %d bytes, %v, want %v", c.max, len(got), err, c.want)
			}
		})
	}
	h := fetchtest.NewHost(nil)
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		if _, err := client.Small(t.Context(), "../secret", 10); !errors.Is(err, fetch.ErrPlan) || len(h.Log()) != 0 {
			t.Errorf("got %v after %d requests", err, len(h.Log()))
		}
	})
}

// What is right is for home to say, whatever mirrors there are and however well
// they deliver.
func TestSmallComesFromHome(t *testing.T) {
	mirror, home := fetchtest.NewHost(nil), fetchtest.NewHost(nil)
	items, _ := fill(3, size, mirror, home)
	mirror.Add("manifest.json", []byte("another"))
	home.Add("manifest.json", []byte("right"))
	stage(t, []*fetchtest.Host{mirror, home}, steady, func(t *testing.T, client *fetch.Client) {
		var s shelf
		if err := client.All(t.Context(), items, nil, s.keep); err != nil || len(mirror.Log()) != len(items) {
			t.Errorf("%v, and the mirror delivered %d of %d files", err, len(mirror.Log()), len(items))
		}
		if got, err := client.Small(t.Context(), "manifest.json", 10); err != nil || string(got) != "right" {
			t.Errorf("%q, %v", got, err)
		}
		home.Fail(all(fetchtest.Refuse(404, "")))
		if got, err := client.Small(t.Context(), "manifest.json", 10); !errors.Is(err, fetch.ErrMissing) {
			t.Errorf("without home: %q, %v", got, err)
		}
	})
}

func TestGlance(t *testing.T) {
	h := fetchtest.NewHost(fetchtest.Script{1: fetchtest.Drop(0)})
	h.Add("manifest.json", []byte("{}"))
	stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
		start := time.Now()
		if _, err := client.Glance(t.Context(), "manifest.json", 10); !errors.Is(err, fetch.ErrOffline) || time.Since(start) > 0 {
			t.Errorf("offline: %v after %v", err, time.Since(start))
		}
		if got, err := client.Glance(t.Context(), "manifest.json", 10); err != nil || string(got) != "{}" {
			t.Errorf("online: %q, %v", got, err)
		}
	})
}

// Who can do without waits three seconds for a silent host, and asks it no more
// than once, however much of the file had come.
func TestGlanceIsShort(t *testing.T) {
	for _, share := range []float64{0, 0.9} {
		h := fetchtest.NewHost(fetchtest.Script{0: fetchtest.Stall(share)})
		h.Add("manifest.json", content(200_000, 1))
		stage(t, []*fetchtest.Host{h}, steady, func(t *testing.T, client *fetch.Client) {
			start := time.Now()
			_, err := client.Glance(t.Context(), "manifest.json", 1<<20)
			if !errors.Is(err, fetch.ErrStalled) || time.Since(start) > 6*time.Second || len(h.Log()) != 1 {
				t.Errorf("silent behind %v of the file: %v after %v and %d requests", share, err, time.Since(start), len(h.Log()))
			}
		})
	}
}
