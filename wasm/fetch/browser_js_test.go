package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"syscall/js"
	"testing"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
	"unclip/wasm/store"
)

func pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i ^ i>>8)
	}
	return p
}

// served gives content an address that fetch can read, ranges included.
func served(t *testing.T, content []byte, kind string) string {
	t.Helper()
	b, err := jsx.BytesFrom(content)
	if err != nil {
		t.Fatal(err)
	}
	blob := js.Global().Get("Blob").New([]any{b.Array()}, map[string]any{"type": kind})
	url := js.Global().Get("URL").Call("createObjectURL", blob).String()
	t.Cleanup(func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
	return url
}

// drain reads a body into a buffer with room for size bytes.
func drain(t *testing.T, ctx context.Context, r *Response, size, at int) (gpu.Bytes, int, error) {
	t.Helper()
	buffer, err := Browser{}.Buffer(size)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	for {
		n, err := r.Body.Next(ctx, buffer, at)
		at += n
		if err != nil {
			return buffer.Bytes(0, at), at, err
		}
	}
}

func TestBrowserBody(t *testing.T) {
	const size = 3_000_000
	content := pattern(size)
	url := served(t, content, "application/octet-stream")
	for _, c := range []struct {
		from, room int
		status     int
		want       error
	}{
		{0, size, 200, io.EOF},
		{0, size + 5, 200, io.EOF},
		{0, size - 1, 200, ErrTooLong},
		{0, 0, 200, ErrTooLong},
		{1_000_000, size, 206, io.EOF},
		{size - 1, size, 206, io.EOF},
	} {
		t.Run(fmt.Sprint(c.from, c.room), func(t *testing.T) {
			r, err := Browser{}.Open(t.Context(), Request{URL: url, From: c.from})
			if err != nil {
				t.Fatal(err)
			}
			if r.Status != c.status || r.Type != "application/octet-stream" || c.from > 0 && r.From != c.from {
				t.Errorf("status %d, type %q, from %d", r.Status, r.Type, r.From)
			}
			b, end, err := drain(t, t.Context(), r, c.room, c.from)
			if !errors.Is(err, c.want) {
				t.Fatalf("ended with %v, want %v", err, c.want)
			}
			got, err := store.ReadAll(b)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == io.EOF && (end != size || !bytes.Equal(got[c.from:end], content[c.from:])) {
				t.Errorf("%d bytes, or other content", end)
			}
		})
	}
}

func TestBrowserOffline(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:1/x", "blob:nothing", "http://[", "about:blank#"} {
		if _, err := (Browser{}).Open(t.Context(), Request{URL: url}); !errors.Is(err, ErrOffline) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestBrowserStatus(t *testing.T) {
	r, err := Browser{}.Open(t.Context(), Request{URL: "/no-such-file", Cached: true})
	if err != nil || r.Status != 404 {
		t.Fatalf("%+v, %v", r, err)
	}
	r.Body.Close()
}

func TestBrowserCancel(t *testing.T) {
	before := jsx.LiveFuncs()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := Browser{}.Open(ctx, Request{URL: served(t, pattern(1<<20), "")})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, _, err := drain(t, ctx, r, 1<<20, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a body: %v", err)
	}
	if _, err := (Browser{}).Open(ctx, Request{URL: "/"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a head: %v", err)
	}
	if _, err := (Browser{}).Open(t.Context(), Request{URL: "/"}); err != nil { // lets the aborted promises settle
		t.Error(err)
	}
	if n := jsx.LiveFuncs() - before; n > 0 {
		t.Errorf("%d functions leak", n)
	}
}

func TestBrowserBufferTooLarge(t *testing.T) {
	if _, err := (Browser{}).Buffer(1 << 45); err == nil {
		t.Error("32 TiB were granted")
	}
}
