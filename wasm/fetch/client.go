package fetch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Client downloads from a set of mirrors that hold the same files.
type Client struct {
	// Parts keeps unfinished files between tries; without it they begin anew. Set
	// it before the first download.
	Parts Parts

	transport Transport
	policy    Policy
	mirrors   *mirrors // home is the last
	home      *mirrors
}

// New returns a client; home and the mirrors, best first, are the folders'
// addresses. Home alone says what is right, so that it is asked for small files,
// and spared the large ones as long as a mirror delivers.
func New(t Transport, p Policy, home string, mirrors ...string) (*Client, error) {
	bases := append(slices.Clone(mirrors), home)
	for _, b := range bases {
		if strings.ContainsAny(b, "?#") {
			return nil, fmt.Errorf("fetch: base %q must be a folder without ? and #: %w", b, ErrPlan)
		}
	}
	return &Client{transport: t, policy: p.orDefault(), mirrors: newMirrors(bases...), home: newMirrors(home)}, nil
}

// Fetch downloads one file and verifies it. progress (or nil) hears of every
// byte gained, and with a negative number of bytes that were no good.
func (c *Client) Fetch(ctx context.Context, it Item, progress func(delta int)) (gpu.Bytes, error) {
	if err := it.Validate(); err != nil {
		return nil, err
	}
	buffer, err := c.transport.Buffer(int(it.Bytes))
	if err != nil {
		return nil, fmt.Errorf("fetch: room for %s: %w", it.File, err)
	}
	d := newDownload(c, c.mirrors, it.File, buffer, progress)
	d.size, d.digest, d.parts = int(it.Bytes), it.Digest, c.Parts
	d.restore(ctx)
	if err := d.run(ctx); err != nil {
		d.pause(ctx)
		return nil, err
	}
	return buffer.Bytes(0, d.have), nil
}

// Small downloads a file of unknown size and content from home into Go memory, at
// most max bytes of it.
func (c *Client) Small(ctx context.Context, file string, max int) ([]byte, error) {
	return c.small(ctx, file, max, c.policy.Stall, false)
}

// Glance is Small for those who can do without: it asks once, and has little
// patience with silence.
func (c *Client) Glance(ctx context.Context, file string, max int) ([]byte, error) {
	return c.small(ctx, file, max, c.policy.Glance, true)
}

func (c *Client) small(ctx context.Context, file string, max int, stall time.Duration, once bool) ([]byte, error) {
	if err := validName(file); err != nil {
		return nil, err
	}
	buffer, err := c.transport.Buffer(max)
	if err != nil {
		return nil, fmt.Errorf("fetch: room for %s: %w", file, err)
	}
	d := newDownload(c, c.home, file, buffer, nil)
	d.size, d.stall, d.once = unknown, stall, once
	if err := d.run(ctx); err != nil {
		return nil, err
	}
	return store.ReadAll(buffer.Bytes(0, d.have))
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
