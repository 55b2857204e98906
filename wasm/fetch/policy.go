package fetch

import (
	"math/rand/v2"
	"time"
)

// Policy says how hard to try. Zero fields take their defaults.
type Policy struct {
	Parallel int            // files at a time; 6
	Retries  int            // rounds over the mirrors without progress, after the first; 5
	Backoff  time.Duration  // before the first retry, doubled before each next; 1 s
	Stall    time.Duration  // a connection must bring minPiece bytes in this time; 30 s
	Glance   time.Duration  // the same for a file that can be done without; 3 s
	Save     time.Duration  // between two savings of an unfinished file; 2 s
	MaxWait  time.Duration  // the longest wait that a server may ask for; 2 min
	Random   func() float64 // jitter in [0, 1)
}

const (
	// minPiece is what a live connection brings within Policy.Stall.
	minPiece = 1 << 10
	// minGain is the progress that starts the count of retries anew.
	minGain = 64 << 10
)

func (p Policy) orDefault() Policy {
	p.Parallel = positive(p.Parallel, 6)
	p.Retries = positive(p.Retries, 5)
	p.Backoff = positive(p.Backoff, time.Second)
	p.Stall = positive(p.Stall, 30*time.Second)
	p.Glance = positive(p.Glance, 3*time.Second)
	p.Save = positive(p.Save, 2*time.Second)
	p.MaxWait = positive(p.MaxWait, 2*time.Minute)
	if p.Random == nil {
		p.Random = rand.Float64
	}
	return p
}

func positive[T int | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// delay before retry n, from 1: Backoff·2ⁿ⁻¹, give or take half.
func (p Policy) delay(n int) time.Duration {
	d := p.Backoff << min(n-1, 10)
	return time.Duration(float64(d) * (0.5 + p.Random()))
}
