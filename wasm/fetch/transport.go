package fetch

import (
	"context"
	"time"

	"unclip/wasm/gpu"
)

// Transport speaks HTTP.
type Transport interface {
	// Buffer makes room for size bytes.
	Buffer(size int) (Buffer, error)
	// Open sends a GET request, follows redirects, and returns when the head of
	// the response is there. Without a response the error wraps ErrOffline.
	Open(ctx context.Context, r Request) (*Response, error)
}

// Buffer collects a file.
type Buffer interface {
	// Bytes is a handle to the bytes from one offset up to another.
	Bytes(from, to int) gpu.Bytes
	// Put copies a piece to an offset; one that there is no room for is ErrTooLong.
	Put(at int, piece gpu.Bytes) error
}

// Request asks for a file from byte From on; if Tag is given, only if the
// server's file still has that tag, and else for all of it.
type Request struct {
	URL    string
	From   int
	Tag    string
	Cached bool // a cache may answer, once it has asked the server
}

// Response is the head of a response, and its body.
type Response struct {
	Status int
	Type   string        // media type, lower case, without parameters
	From   int           // first byte of a partial response, -1 if the server does not tell
	Tag    string        // strong validator: an ETag, or nothing
	Wait   time.Duration // how long the server asks to wait before the next try
	Body   Body
}

// Body is the content of a response.
type Body interface {
	// Next copies the next piece into b at offset at and returns its length; at
	// the end it returns io.EOF. A piece that b has no room for is ErrTooLong, a
	// broken connection ErrOffline.
	Next(ctx context.Context, b Buffer, at int) (int, error)
	// Close ends the transfer, finished or not.
	Close()
}
