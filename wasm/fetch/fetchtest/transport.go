//go:build !js

// Package fetchtest has what tests of downloads need: a Transport over net/http
// and a web host that misbehaves on command. It is no part of the browser's
// binary, where net/http would weigh 6 MB.
package fetchtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Transport is a fetch.Transport over net/http.
type Transport struct{ Client *http.Client }

var _ fetch.Transport = Transport{}

type memory []byte

func (m memory) Bytes(from, to int) gpu.Bytes { return gpu.Memory(m[from:to]) }

func (m memory) Put(at int, piece gpu.Bytes) error {
	data, err := store.ReadAll(piece)
	if err == nil && len(data) > len(m)-at {
		err = fetch.ErrTooLong
	}
	copy(m[min(at, len(m)):], data)
	return err
}

// Buffer implements fetch.Transport.
func (t Transport) Buffer(size int) (fetch.Buffer, error) { return make(memory, size), nil }

// Open implements fetch.Transport.
func (t Transport) Open(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	q, err := http.NewRequestWithContext(ctx, "GET", r.URL, nil)
	if err != nil {
		return nil, err
	}
	if r.From > 0 {
		q.Header.Set("Range", fmt.Sprintf("bytes=%d-", r.From))
	}
	if r.From > 0 && r.Tag != "" {
		q.Header.Set("If-Range", r.Tag)
	}
	a, err := t.Client.Do(q)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", err, fetch.ErrOffline)
	}
	return fetch.NewResponse(a.StatusCode, a.Header.Get, body{a.Body}), nil
}

type body struct{ io.ReadCloser }

// Next implements fetch.Body.
func (b body) Next(_ context.Context, into fetch.Buffer, at int) (int, error) {
	room := into.(memory)[at:]
	var beyond [1]byte
	if len(room) == 0 {
		room = beyond[:]
	}
	n, err := b.Read(room)
	if n > 0 && &room[0] == &beyond[0] {
		return 0, fetch.ErrTooLong
	}
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%v: %w", err, fetch.ErrOffline)
	}
	return n, err
}

// Close implements fetch.Body.
func (b body) Close() { _ = b.ReadCloser.Close() }
