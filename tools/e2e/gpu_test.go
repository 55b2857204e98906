//go:build browser

package e2e

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// The short sets; the long ones are 100 and 20.
var (
	crashes = flag.Int("crashes", 10, "how often to crash the GPU process")
	seed    = flag.Uint64("seed", 1, "of the steps at which it happens")
	freezes = flag.Int("freezes", 3, "how often to freeze the page")
)

// longRun is how many decoder steps leave time for trouble in the middle.
const longRun = 120

// trouble happens at a random step of each picture but the first. It follows
// the engine's progress through the console of its driver.
type trouble struct {
	t    *testing.T
	make func(context.Context) error

	mu       sync.Mutex
	rand     *rand.Rand
	pictures int
	at       int // the step that brings it, or 0
	made     int
	compiles int // progress of compilation since
	since    time.Time
	work     sync.WaitGroup
}

func (x *trouble) line(text string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var done, total int
	switch {
	case strings.HasPrefix(text, "progress compile") && x.made > 0:
		if x.compiles++; !x.since.IsZero() {
			x.t.Logf("compiling again after %v", time.Since(x.since))
			x.since = time.Time{}
		}
	case strings.HasPrefix(text, "progress text"):
		if x.pictures++; x.pictures > 1 {
			x.at = 1 + x.rand.IntN(longRun*3/4)
		}
	case x.at > 0 && strings.HasPrefix(text, "progress decoder"):
		if n, _ := fmt.Sscanf(text, "progress decoder %d/%d", &done, &total); n == 2 && done >= x.at {
			x.at, x.made, x.since = 0, x.made+1, time.Now()
			x.work.Go(func() { x.happen(done) })
		}
	}
}

func (x *trouble) happen(step int) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	start := time.Now()
	if err := x.make(ctx); err != nil {
		x.t.Errorf("trouble at step %d: %v", step, err)
	}
	x.t.Logf("trouble at step %d, for %v", step, time.Since(start))
}

// survive makes one picture in peace and n in trouble: they are the same.
func (x *trouble) survive(w *worker, n int) {
	x.t.Helper()
	var asked []map[string]any
	for i := range n + 1 {
		asked = append(asked, settings(i+1, "7", longRun))
	}
	got := w.draw(asked...)
	x.work.Wait()
	longest := 0.0
	for i, p := range got {
		if !bytes.Equal(p.RGBA, got[0].RGBA) {
			x.t.Errorf("picture %d differs", i)
		}
		if i > 0 {
			longest = max(longest, p.Millis)
		}
	}
	if x.made != n {
		x.t.Errorf("trouble %d times, wanted %d", x.made, n)
	}
	x.t.Logf("%d pictures the same; in peace %.0f ms, the longest in trouble %.0f ms", len(got), got[0].Millis, longest)
}

// watched starts a browser whose console goes to trouble, too.
func watched(t *testing.T, x *trouble, flags map[string]any) *chrome.Browser {
	t.Helper()
	x.t, x.rand = t, rand.New(rand.NewPCG(*seed, 2))
	return chrome.Test(t, chrome.Options{Flags: flags, Console: x.line})
}

// TestGPUCrashes kills the GPU process at random steps: the pictures come out
// byte by byte as without.
func TestGPUCrashes(t *testing.T) {
	x := &trouble{}
	// Else Chromium refuses an adapter for two minutes behind the second crash.
	b := watched(t, x, map[string]any{"disable-gpu-process-crash-limit": true, "disable-domain-blocking-for-3d-apis": true})
	x.make = b.CrashGPU
	x.survive(newWorker(t, b, newSite(t)), *crashes)
	if x.compiles < *crashes {
		t.Errorf("%d reports of compilation after %d crashes: were there any losses?", x.compiles, *crashes)
	}
}

// TestFrozen freezes the page for a while, as browsers do with hidden tabs: the
// picture goes on or waits, and comes out the same.
func TestFrozen(t *testing.T) {
	x := &trouble{}
	b := watched(t, x, nil)
	w := newWorker(t, b, newSite(t))
	x.make = func(ctx context.Context) error {
		if err := w.page.Run(ctx, lifecycle(page.SetWebLifecycleStateStateFrozen)); err != nil {
			return err
		}
		time.Sleep(3 * time.Second)
		return w.page.Run(ctx, lifecycle(page.SetWebLifecycleStateStateActive))
	}
	x.survive(w, *freezes)
}

func lifecycle(state page.SetWebLifecycleStateState) chromedp.Action {
	return page.SetWebLifecycleState(state)
}
