package fetch

import (
	"context"
	"sync/atomic"
	"time"
)

// pulse ends a request that brings next to nothing.
type pulse struct {
	beats  atomic.Int64 // bytes since the last look
	every  time.Duration
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

// newPulse derives a context that ends with ErrStalled when fewer than minPiece
// bytes come within a period.
func newPulse(ctx context.Context, every time.Duration) (context.Context, *pulse) {
	ctx, cancel := context.WithCancelCause(ctx)
	p := &pulse{every: every, cancel: cancel}
	p.timer = time.AfterFunc(every, p.look)
	return ctx, p
}

func (p *pulse) look() {
	if p.beats.Swap(0) < minPiece {
		p.cancel(ErrStalled)
		return
	}
	p.timer.Reset(p.every)
}

func (p *pulse) beat(n int) { p.beats.Add(int64(n)) }

func (p *pulse) stop() {
	p.timer.Stop()
	p.cancel(nil)
}
