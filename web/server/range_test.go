package server

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

// FuzzRange asks for parts of a shard in made-up ways: the answer is the whole,
// exactly the part that it says it is, or a refusal.
func FuzzRange(f *testing.F) {
	for _, asked := range []string{"", "bytes=0-3", "bytes=-2", "bytes=4-", "bytes=0-1,4-5", "bytes=10-", "bytes=5-2", "bytes=-0", "bytes= -00 ", "bytes=-+0", "bytes=+0-3", "bytes=-+2",
		"bytes=18446744073709551616-", "bytes = 0 - 3", "items=0-3", "bytes=0-9223372036854775807", "bytes=--1"} {
		f.Add(asked, "")
	}
	f.Add("bytes=4-", `"0123456789abcdef0123"`)
	f.Add("bytes=4-", `W/"0123456789abcdef0123"`)
	h := testSite(f)
	whole := ask(h, "GET", shard).Body.Bytes()
	f.Fuzz(func(t *testing.T, asked, condition string) {
		w := ask(h, "GET", shard, "Range", asked, "If-Range", condition)
		switch body, span := w.Body.Bytes(), w.Header().Get("Content-Range"); w.Code {
		case http.StatusOK:
			if !bytes.Equal(body, whole) || span != "" {
				t.Errorf("%q %q: %q as a whole, %q", asked, condition, body, span)
			}
		case http.StatusPartialContent:
			var from, to, size int
			n, err := fmt.Sscanf(span, "bytes %d-%d/%d", &from, &to, &size)
			if n != 3 || err != nil || size != len(whole) || from > to || to >= size || !bytes.Equal(body, whole[from:to+1]) {
				t.Errorf("%q %q: %q as %q", asked, condition, body, span)
			}
		case http.StatusRequestedRangeNotSatisfiable:
			if span != fmt.Sprintf("bytes */%d", len(whole)) && span != "" {
				t.Errorf("%q: refused with %q", asked, span)
			}
		default:
			t.Errorf("%q %q: status %d", asked, condition, w.Code)
		}
	})
}
