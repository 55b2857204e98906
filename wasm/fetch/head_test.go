package fetch

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRangeStart(t *testing.T) {
	for text, want := range map[string]int{
		"bytes 5-9/10": 5, "bytes 0-9/*": 0, "bytes 12-": 12, "": -1, "bytes": -1, "bytes */10": -1, "5-9/10": -1,
		"bytes -5-9/10": -1, "bytes x-9/10": -1, "bytes 99999999999999999999-": -1,
	} {
		if got := rangeStart(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestStrongTag(t *testing.T) {
	for text, want := range map[string]string{
		`"a"`: `"a"`, `""`: `""`, `W/"a"`: "", `a`: "", `"`: "", "": "", `"` + strings.Repeat("x", 200) + `"`: "",
	} {
		if got := strongTag(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "soon": 0, "99999999999": 1 << 30 * time.Second,
		"Sun, 22 Nov 2026 20:01:30 GMT": 90 * time.Second, "Sun, 22 Nov 2026 19:00:00 GMT": 0,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestMediaType(t *testing.T) {
	for text, want := range map[string]string{"": "", "Text/HTML; charset=utf-8": "text/html", " text/html ": "text/html"} {
		if got := mediaType(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestItems(t *testing.T) {
	good := Item{"shards/a-0.safetensors", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "/a", "a/", "a//b", "..", "a/../b", ".git", "a/.b", "a b", "a?b", "a#b", "a%2fb", "a\\b", "a:b", "ä", "https://x/y", strings.Repeat("a", 201)} {
		bad := good
		bad.File = name
		if err := bad.Validate(); !errors.Is(err, ErrPlan) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	for _, size := range []int64{-1, MaxItem + 1} {
		bad := good
		bad.Bytes = size
		if err := bad.Validate(); !errors.Is(err, ErrPlan) {
			t.Errorf("size %d: %v", size, err)
		}
	}
	bad := good
	bad.Digest = "00"
	if err := bad.Validate(); !errors.Is(err, ErrPlan) {
		t.Errorf("digest: %v", err)
	}
}

func TestDelays(t *testing.T) {
	for i, want := range []time.Duration{1, 2, 4, 8, 16} {
		for jitter, share := range map[float64]float64{0: 0.5, 0.5: 1, 0.999: 1.499} {
			p := Policy{Random: func() float64 { return jitter }}.orDefault()
			got := p.delay(i + 1).Seconds()
			if low, high := float64(want)*share*0.999, float64(want)*share*1.001; got < low || got > high {
				t.Errorf("retry %d, jitter %g: %g s, want about %g s", i+1, jitter, got, float64(want)*share)
			}
		}
	}
}

func TestErrorsEndInAdvice(t *testing.T) {
	for _, err := range []error{ErrPlan, ErrOffline, ErrStalled, ErrRefused, ErrPage, ErrTooLong, ErrTooShort, ErrDigest} {
		if _, advice, ok := strings.Cut(err.Error(), "; "); !ok || advice == "" {
			t.Errorf("%q gives no advice", err)
		}
	}
}

func TestBases(t *testing.T) {
	for _, bases := range [][]string{{"https://a/?x"}, {"https://a/", "https://b/", "https://c/#x"}} {
		if _, err := New(nil, Policy{}, bases[0], bases[1:]...); !errors.Is(err, ErrPlan) {
			t.Errorf("%q: %v", bases, err)
		}
	}
	for base, want := range map[string]string{"m": "m/f", "m/": "m/f", "https://a/b//": "https://a/b/f"} {
		if got := address(base, "f"); got != want {
			t.Errorf("%q: %q", base, got)
		}
	}
}

// FuzzHead feeds the head of a response whatever a server may send: what comes
// out is within its limits.
func FuzzHead(f *testing.F) {
	f.Add(206, "text/html; charset=utf-8", "bytes 5-9/10", `"abc"`, "120")
	f.Add(200, "", "bytes 99999999999999999999-1/2", `W/"abc"`, "Fri, 31 Dec 9999 23:59:59 GMT")
	f.Add(416, ";;", "bytes -1-/", `"`, "-1")
	f.Fuzz(func(t *testing.T, status int, kind, span, tag, after string) {
		headers := map[string]string{"Content-Type": kind, "Content-Range": span, "ETag": tag, "Retry-After": after}
		r := NewResponse(status, func(name string) string { return headers[name] }, nil)
		if r.From < -1 || r.Wait < 0 || len(r.Tag) == 1 || len(r.Tag) > 200 || r.Tag != "" && r.Tag != tag {
			t.Fatalf("%+v", r)
		}
	})
}
