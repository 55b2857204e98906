package fetch

import (
	"context"
	"fmt"
	"io"
	"syscall/js"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

// Browser is a Transport over the browser's fetch. Files are collected in
// memory of the browser, piece by piece, so that progress counts bytes.
type Browser struct{}

var _ Transport = Browser{}

// held is a Buffer in memory of the browser.
type held struct{ all jsx.Bytes }

// Bytes implements Buffer.
func (h held) Bytes(from, to int) gpu.Bytes {
	if from == 0 && to == h.all.Len() {
		return h.all
	}
	return h.all.Slice(from, to)
}

// Put implements Buffer.
func (h held) Put(at int, piece gpu.Bytes) error {
	b, err := store.Hold(piece)
	if err == nil {
		_, err = h.put(b.Array(), at)
	}
	return err
}

// Buffer implements Transport.
func (Browser) Buffer(size int) (Buffer, error) {
	array, err := jsx.Try(func() js.Value { return js.Global().Get("Uint8Array").New(size) })
	if err != nil {
		return nil, fmt.Errorf("%d bytes of memory: %w; close other tabs and try again", size, err)
	}
	b, err := jsx.BytesOf(array)
	return held{b}, err
}

// Open implements Transport.
func (Browser) Open(ctx context.Context, r Request) (*Response, error) {
	abort := js.Global().Get("AbortController").New()
	answer, err := jsx.Try(func() js.Value {
		return js.Global().Call("fetch", r.URL, options(r, abort.Get("signal")))
	})
	if err == nil {
		answer, err = jsx.Await(ctx, answer)
	}
	if err != nil {
		abort.Call("abort")
		return nil, offline(ctx, err)
	}
	headers := answer.Get("headers")
	header := func(name string) string { return jsx.String(headers.Call("get", name)) }
	return NewResponse(answer.Get("status").Int(), header, newStream(answer, abort)), nil
}

func options(r Request, signal js.Value) map[string]any {
	headers := map[string]any{}
	if r.From > 0 {
		headers["Range"] = fmt.Sprintf("bytes=%d-", r.From)
	}
	if r.From > 0 && r.Tag != "" {
		headers["If-Range"] = r.Tag
	}
	cache := "no-store" // the store keeps it; twice would be waste
	if r.Cached {
		cache = "no-cache"
	}
	return map[string]any{"headers": headers, "signal": signal, "cache": cache, "referrerPolicy": "no-referrer"}
}

// offline tells a failed connection from a request that we gave up.
func offline(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%q: %w", err.Error(), ErrOffline)
}

// stream is a Body.
type stream struct{ reader, abort js.Value }

func newStream(answer, abort js.Value) stream {
	body := answer.Get("body")
	if body.IsNull() || body.IsUndefined() {
		return stream{js.Null(), abort}
	}
	return stream{body.Call("getReader"), abort}
}

// Next implements Body.
func (s stream) Next(ctx context.Context, b Buffer, at int) (int, error) {
	if s.reader.IsNull() {
		return 0, io.EOF
	}
	piece, err := jsx.Await(ctx, s.reader.Call("read"))
	if err != nil {
		return 0, offline(ctx, err)
	}
	if piece.Get("done").Truthy() {
		return 0, io.EOF
	}
	return b.(held).put(piece.Get("value"), at)
}

func (h held) put(piece js.Value, at int) (int, error) {
	n := piece.Length()
	if at+n > h.all.Len() {
		return 0, ErrTooLong
	}
	h.all.Array().Call("set", piece, at)
	return n, nil
}

// Close implements Body.
func (s stream) Close() { s.abort.Call("abort") }
