package fetch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"unclip/wasm/store"
)

// unknown is the size of a file that ends where the server ends it.
const unknown = -1

// download is one file on its way, over as many requests as it takes.
type download struct {
	client   *Client
	tour     *tour
	file     string
	size     int
	digest   store.Digest // none for files of unknown size
	stall    time.Duration
	once     bool // no second request
	progress func(delta int)

	buffer Buffer
	have   int    // bytes collected
	best   int    // most bytes collected when retries were last counted anew
	rounds int    // without progress
	tag    string // of the file that the bytes came from
	tagged int    // the mirror that gave the tag

	parts Parts     // or nil
	kept  int       // bytes that parts keeps
	saved time.Time // when they were kept
}

func newDownload(c *Client, from *mirrors, file string, b Buffer, progress func(int)) *download {
	if progress == nil {
		progress = func(int) {}
	}
	return &download{client: c, tour: from.tour(), file: file, buffer: b, stall: c.policy.Stall, progress: progress, saved: time.Now()}
}

// run tries mirrors until the file is here or hope is gone.
func (d *download) run(ctx context.Context) error {
	for {
		mirror := d.tour.next()
		err := d.attempt(ctx, mirror)
		if err == nil {
			d.tour.delivered(mirror)
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		wait, more := d.judge(mirror, err)
		if !more {
			return fmt.Errorf("fetch: %s: %w", d.file, err)
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// judge decides after a failure how long to wait, and whether to go on at all.
func (d *download) judge(mirror int, err error) (wait time.Duration, more bool) {
	d.tour.visited[mirror] = true
	d.tour.strikes[mirror] += strikes(err)
	if d.have >= d.best+minGain {
		d.best, d.rounds = d.have, 0
	}
	if d.tour.next() >= 0 {
		return 0, true
	}
	d.rounds++
	if d.once || d.rounds > d.client.policy.Retries || !d.tour.again() {
		return 0, false
	}
	asked := askedWait(err)
	return max(asked, d.client.policy.delay(d.rounds)), asked <= d.client.policy.MaxWait
}

// strikes against a mirror: none for what passes, one for what may be an
// accident on the way, two for what will not change.
func strikes(err error) int {
	var r *refusal
	switch {
	case errors.As(err, &r) && r.passing():
		return 0
	case errors.As(err, &r):
		return out
	case errors.Is(err, ErrOffline), errors.Is(err, ErrStalled), errors.Is(err, ErrTooShort):
		return 0
	}
	return 1
}

func askedWait(err error) time.Duration {
	var r *refusal
	if errors.As(err, &r) {
		return r.wait
	}
	return 0
}

// reset throws away what was collected.
func (d *download) reset() {
	if d.have > 0 {
		d.progress(-d.have)
	}
	if d.kept > 0 {
		d.forget()
	}
	d.have, d.tag = 0, ""
}
