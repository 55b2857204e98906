package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"unclip/wasm/gpu"
)

// The watchdog's patience. A GPU may be slow; only one that says nothing for
// many times its own pace is given up.
const (
	beat     = 500 * time.Millisecond
	least    = 10 * time.Second // of patience with work whose pace is known
	medians  = 20               // times the median
	enough   = 3                // runs that make a pace
	kept     = 31               // runs remembered of a kind
	first    = 2 * time.Minute  // for what has no pace: compiling, loading, the first runs
	cpuTimes = 5                // on adapters that compute on the CPU
)

// errSilent is the cause of a device that was given up.
var errSilent = errors.New("the GPU has not answered")

// watchdog gives up a device that falls silent without being lost, for one
// loaded network. Patience is counted in beats of a timer, not on the clock:
// while a page is frozen or a laptop asleep there are no beats.
type watchdog struct {
	slow   bool // a CPU adapter
	alarms int  // so far; each doubles the patience, in case it was a false one
	took   map[string][]time.Duration
}

// guard runs f, and ends its context when f has been silent for too long; the
// error is then that of a lost device. Kinds have a pace of their own, but ""
// has none.
func (w *watchdog) guard(ctx context.Context, kind string, f func(context.Context) error) error {
	limit := w.patience(kind)
	inner, end := context.WithCancelCause(ctx)
	defer end(nil)
	defer every(beat, int(limit/beat), func() { end(errSilent) })()
	start := time.Now()
	err := f(inner)
	switch {
	case err == nil:
		w.note(kind, time.Since(start))
		return nil
	case ctx.Err() == nil && context.Cause(inner) == errSilent:
		return fmt.Errorf("engine: %w for %v (%w)", errSilent, limit, gpu.ErrLost)
	}
	return err
}

// every counts n beats and then calls f once; the result stops counting.
func every(beat time.Duration, n int, f func()) (stop func()) {
	var mu sync.Mutex
	var t *time.Timer
	mu.Lock()
	defer mu.Unlock()
	t = time.AfterFunc(beat, func() {
		mu.Lock()
		defer mu.Unlock()
		if n--; n > 0 {
			t.Reset(beat)
		} else if n == 0 {
			f()
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		n = 0
		t.Stop()
	}
}

// patience is how long a kind of work may be silent.
func (w *watchdog) patience(kind string) time.Duration {
	limit := first
	if runs := w.took[kind]; kind != "" && len(runs) >= enough {
		limit = max(least, medians*median(runs))
	}
	if w.slow {
		limit *= cpuTimes
	}
	return limit << min(w.alarms, 6)
}

func median(runs []time.Duration) time.Duration {
	sorted := slices.Clone(runs)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i] < sorted[j] }) // which is in the binary anyway
	return sorted[len(sorted)/2]
}

func (w *watchdog) note(kind string, took time.Duration) {
	if kind == "" {
		return
	}
	if w.took == nil {
		w.took = map[string][]time.Duration{}
	}
	runs := append(w.took[kind], took)
	w.took[kind] = runs[max(0, len(runs)-kept):]
}
