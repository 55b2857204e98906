package fetch

import (
	"strconv"
	"strings"
	"time"
)

// NewResponse reads the head of a response; header returns "" for a header that
// is missing or that the browser hides.
func NewResponse(status int, header func(name string) string, body Body) *Response {
	return &Response{
		Status: status,
		Type:   mediaType(header("Content-Type")),
		From:   rangeStart(header("Content-Range")),
		Tag:    strongTag(header("ETag")),
		Wait:   retryAfter(header("Retry-After"), time.Now()),
		Body:   body,
	}
}

func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// rangeStart is the first number of "bytes 5-9/10", -1 for anything else.
func rangeStart(s string) int {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "bytes ")
	first, _, dash := strings.Cut(s, "-")
	n, err := strconv.Atoi(strings.TrimSpace(first))
	if !ok || !dash || err != nil || n < 0 {
		return -1
	}
	return n
}

// strongTag is an ETag that promises equal bytes.
func strongTag(s string) string {
	if len(s) < 2 || len(s) > 200 || s[0] != '"' || s[len(s)-1] != '"' {
		return ""
	}
	return s
}

// httpTime is how servers write dates.
const httpTime = "Mon, 02 Jan 2006 15:04:05 GMT"

// retryAfter reads seconds or a date; anything else is no wait.
func retryAfter(s string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(s); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<30)) * time.Second
	}
	when, err := time.Parse(httpTime, s)
	if err != nil {
		return 0
	}
	return max(0, when.Sub(now))
}
