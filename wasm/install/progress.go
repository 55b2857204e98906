package install

import (
	"sync"
	"time"
)

// Progress is how far an installation is.
type Progress struct {
	Done, Total int64         // bytes; Done counts what was kept before too
	PerSecond   float64       // bytes, of late
	Left        time.Duration // -1 while nobody can tell
	Waiting     bool          // another tab downloads
}

const (
	window = 5 * time.Second        // that a rate is measured over
	pace   = 100 * time.Millisecond // between reports
)

// meter counts bytes and reports now and then.
type meter struct {
	report func(Progress)

	mu      sync.Mutex
	now     Progress
	trail   []sample // one per report of the last window
	lastOne time.Time
}

type sample struct {
	at   time.Time
	done int64
}

func newMeter(total int64, report func(Progress)) *meter {
	if report == nil {
		report = func(Progress) {}
	}
	return &meter{report: report, now: Progress{Total: total, Left: -1}}
}

// add counts bytes gained, or lost.
func (m *meter) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Done += int64(n)
	if now := time.Now(); now.Sub(m.lastOne) >= pace {
		m.tell(now)
	}
}

// beat reports between bytes too, so that the last of them are told and the rate
// falls when no more come. The result ends it.
func (m *meter) beat() (stop func()) {
	done := make(chan struct{})
	var beats sync.WaitGroup
	beats.Go(func() {
		tick := time.NewTicker(glance)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				m.add(0)
			case <-done:
				return
			}
		}
	})
	return func() { close(done); beats.Wait() }
}

// set starts from what is kept already.
func (m *meter) set(done int64, waiting bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Done, m.now.Waiting = done, waiting
	if !waiting {
		m.trail = nil
	}
	m.tell(time.Now())
}

// tell reports; m is locked, so that reports come in order.
func (m *meter) tell(now time.Time) {
	m.lastOne = now
	m.trail = append(m.trail, sample{now, m.now.Done})
	for now.Sub(m.trail[0].at) > window {
		m.trail = m.trail[1:]
	}
	m.rate(now.Sub(m.trail[0].at), m.now.Done-m.trail[0].done)
	m.report(m.now)
}

func (m *meter) rate(span time.Duration, gained int64) {
	m.now.PerSecond, m.now.Left = 0, -1
	if span > 0 && gained > 0 {
		m.now.PerSecond = float64(gained) / span.Seconds()
		m.now.Left = time.Duration(float64(m.now.Total-m.now.Done) / m.now.PerSecond * float64(time.Second))
	}
	if m.now.Done >= m.now.Total {
		m.now.Left = 0
	}
}

func (m *meter) total() int64 { return m.now.Total } // never changes
