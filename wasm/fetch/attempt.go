package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"unclip/wasm/store"
)

// attempt makes one request for what is missing, if anything is, and verifies
// the whole.
func (d *download) attempt(ctx context.Context, mirror int) error {
	if d.have == 0 || d.have != d.size { // all of it may be restored
		if err := d.transfer(ctx, mirror); err != nil {
			return err
		}
	}
	if d.size == unknown {
		return nil
	}
	sum, err := store.Sum(ctx, d.buffer.Bytes(0, d.have))
	if err == nil && sum != d.digest {
		err = fmt.Errorf("digest %s, not %s: %w", sum.Short(), d.digest.Short(), ErrDigest)
	}
	if err != nil {
		d.reset()
	}
	return err
}

func (d *download) transfer(ctx context.Context, mirror int) error {
	ctx, pulse := newPulse(ctx, d.stall)
	defer pulse.stop()
	response, err := d.client.transport.Open(ctx, d.request(mirror))
	if err != nil {
		d.tag = "" // perhaps it was the condition that was not welcome
		return stalled(ctx, err)
	}
	defer response.Body.Close()
	if err := d.accept(response, mirror); err != nil {
		return err
	}
	return stalled(ctx, d.collect(ctx, response.Body, pulse))
}

func (d *download) request(mirror int) Request {
	r := Request{URL: address(d.tour.bases[mirror], d.file), From: d.have, Cached: d.size == unknown}
	if d.have > 0 && d.tagged == mirror {
		r.Tag = d.tag
	}
	return r
}

// stalled names the reason of a request that was given up.
func stalled(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), ErrStalled) {
		return ErrStalled
	}
	return err
}

// accept looks at the head of a response and settles where its bytes go.
func (d *download) accept(r *Response, mirror int) error {
	switch {
	case r.Status == 416: // the server's file ends before our offset
		d.reset()
		return fmt.Errorf("no such range: %w", ErrTooShort)
	case r.Status != 200 && r.Status != 206:
		return &refusal{r.Status, r.Wait}
	case r.Type == "text/html" || r.Type == "application/xhtml+xml":
		return ErrPage
	case r.Status == 206 && r.From >= 0 && r.From != d.have:
		d.reset()
		return fmt.Errorf("another range than asked for: %w", ErrRefused)
	case r.Status == 200:
		d.reset()
	}
	if d.have == 0 {
		d.tag, d.tagged = r.Tag, mirror
	}
	return nil
}

// collect reads the body to its end.
func (d *download) collect(ctx context.Context, body Body, p *pulse) error {
	for {
		n, err := body.Next(ctx, d.buffer, d.have)
		if n > 0 {
			d.have += n
			d.progress(n)
			p.beat(n)
			d.saveNowAndThen(ctx)
		}
		if err != nil {
			return d.ended(err)
		}
	}
}

// ended judges why a body ended. A file that is complete but for the end of its
// connection is complete.
func (d *download) ended(err error) error {
	switch {
	case errors.Is(err, ErrTooLong):
		d.reset()
		return err
	case d.size == unknown && err == io.EOF, d.have == d.size:
		return nil
	case err == io.EOF:
		return fmt.Errorf("%d of %d bytes: %w", d.have, d.size, ErrTooShort)
	}
	return err
}
