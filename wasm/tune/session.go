package tune

import (
	"context"
	"sync"
	"time"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Session tunes the devices of one visit, within one budget each.
type Session struct {
	Shelf  func(ctx context.Context) (Shelf, error)
	Always bool // on CPU adapters too

	mu     sync.Mutex
	open   Shelf             // nil where there is none
	tuners map[string]*Tuner // by identity
}

// Tuned gives the recipes for a network's tasks on a device: those remembered,
// and what there was time to learn. Without a shelf it forgets after the visit.
func (s *Session) Tuned(ctx context.Context, d gpu.Device, tasks []plan.Task) plan.Tuned {
	i := d.Info()
	if !s.Always && !Wanted(i) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tuner(ctx, i)
	t.Gauge = Stopwatch{Device: d, Now: time.Now}
	if t.Tune(ctx, tasks) && s.open != nil {
		_ = Keep(ctx, s.open, i, t.Tuned) // its loss costs another measurement, no more
	}
	return t.Tuned
}

// tuner is the device's, made on first use from what is remembered.
func (s *Session) tuner(ctx context.Context, i gpu.Info) *Tuner {
	if s.tuners == nil {
		s.tuners = map[string]*Tuner{}
		if s.Shelf != nil {
			s.open, _ = s.Shelf(ctx) // likewise
		}
	}
	t := s.tuners[identity(i)]
	if t == nil {
		t = &Tuner{Adapter: i.Adapter(), Now: time.Now, Left: Budget}
		if s.open != nil {
			t.Tuned = Recall(ctx, s.open, i)
		}
		s.tuners[identity(i)] = t
	}
	return t
}
