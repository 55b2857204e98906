//go:build !js

package fetchtest

import (
	"context"
	"io"
	"sync"

	"unclip/wasm/fetch"
)

// Shelf is a Transport without a network: it answers any address that ends in
// the name of one of its files. It is fast, for tests by the thousand.
type Shelf struct {
	host *Host

	mu       sync.Mutex
	offline  bool
	requests int
	bytes    int64
}

// NewShelf serves the files of h.
func NewShelf(h *Host) *Shelf { return &Shelf{host: h} }

// SetOffline cuts the network, or mends it.
func (s *Shelf) SetOffline(off bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offline = off
}

// Served counts requests and bytes.
func (s *Shelf) Served() (requests int, bytes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests, s.bytes
}

// Buffer implements fetch.Transport.
func (s *Shelf) Buffer(size int) (fetch.Buffer, error) { return Transport{}.Buffer(size) }

// Open implements fetch.Transport.
func (s *Shelf) Open(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	content, ok := s.host.content(name(r.URL))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.offline {
		return nil, fetch.ErrOffline
	}
	s.requests++
	if !ok {
		return &fetch.Response{Status: 404, Body: &slice{}}, nil
	}
	rest := content[r.From:]
	s.bytes += int64(len(rest))
	return &fetch.Response{Status: 200 + 6*min(r.From, 1), From: r.From, Body: &slice{rest}}, nil
}

// slice is a body that lies in memory.
type slice struct{ rest []byte }

// Next implements fetch.Body.
func (s *slice) Next(_ context.Context, b fetch.Buffer, at int) (int, error) {
	if len(s.rest) > len(b.(memory))-at {
		return 0, fetch.ErrTooLong
	}
	n := copy(b.(memory)[at:], s.rest)
	s.rest = nil
	return n, io.EOF
}

// Close implements fetch.Body.
func (*slice) Close() {}
