//go:build !js

package fetchtest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"time"
)

// Fault is one way to misbehave.
type Fault struct {
	Name  string
	Serve func(w http.ResponseWriter, r *http.Request, content []byte)
}

// Faults are the ways that web hosts and networks are known to misbehave. All
// are passing: the next request is served well.
func Faults() []Fault {
	return []Fault{Refuse(503, ""), Refuse(429, "2"), Refuse(404, ""), Drop(0), Drop(0.5), Stall(0), Stall(0.5), Trickle(),
		Truncate(0.7), Lengthen(100), Garble(), HTML(), Redirect(), Bomb()}
}

// Refuse answers with a status.
func Refuse(status int, after string) Fault {
	return Fault{"status " + strconv.Itoa(status), func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
	}}
}

// part sends a share of the body behind a promise of all of it.
func part(w http.ResponseWriter, content []byte, share float64) {
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content[:int(share*float64(len(content)))]) // the client may be gone
	_ = http.NewResponseController(w).Flush()
}

// Drop cuts the connection after a share of the body.
func Drop(share float64) Fault {
	return Fault{"drop at " + strconv.FormatFloat(share, 'g', -1, 64), func(w http.ResponseWriter, _ *http.Request, content []byte) {
		if share > 0 {
			part(w, content, share)
		}
		panic(http.ErrAbortHandler) // how net/http wants a connection cut
	}}
}

// Stall sends nothing more after a share of the body.
func Stall(share float64) Fault {
	return Fault{"stall at " + strconv.FormatFloat(share, 'g', -1, 64), func(w http.ResponseWriter, r *http.Request, content []byte) {
		if share > 0 {
			part(w, content, share)
		}
		<-r.Context().Done()
	}}
}

// Trickle sends a byte every 1.1 seconds.
func Trickle() Fault {
	return Fault{"trickle", func(w http.ResponseWriter, r *http.Request, content []byte) {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		for i := range content {
			select {
			case <-r.Context().Done():
				return
			case <-time.After(1100 * time.Millisecond):
			}
			_, _ = w.Write(content[i : i+1]) // the client may be gone
			_ = http.NewResponseController(w).Flush()
		}
	}}
}

// Truncate serves a shorter file, and says so.
func Truncate(share float64) Fault {
	return Fault{"truncated", func(w http.ResponseWriter, _ *http.Request, content []byte) {
		content = content[:int(share*float64(len(content)))]
		part(w, content, 1)
	}}
}

// Lengthen serves a longer file.
func Lengthen(by int) Fault {
	return Fault{"longer", func(w http.ResponseWriter, _ *http.Request, content []byte) {
		part(w, append(bytes.Clone(content), make([]byte, by)...), 1)
	}}
}

// Garble changes one bit.
func Garble() Fault {
	return Fault{"wrong bytes", func(w http.ResponseWriter, _ *http.Request, content []byte) {
		content = append(bytes.Clone(content), 0)
		content[len(content)/2] ^= 4
		part(w, content[:len(content)-1], 1)
	}}
}

// HTML answers like a network that wants a sign-in first.
func HTML() Fault {
	return Fault{"captive page", func(w http.ResponseWriter, _ *http.Request, _ []byte) { serveHTML(w) }}
}

func serveHTML(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<!doctype html><title>Sign in</title>Welcome to our network.")) // the client may be gone
}

// Redirect sends the client to the same address with a query.
func Redirect() Fault {
	return Fault{"redirect", func(w http.ResponseWriter, r *http.Request, _ []byte) {
		http.Redirect(w, r, r.URL.Path+"?again", http.StatusFound)
	}}
}

// Bomb sends a small body that unpacks to 4 MiB.
func Bomb() Fault {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 4<<20)) // into memory: cannot fail
	_ = z.Close()
	return Fault{"bomb", func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.Header().Set("Content-Encoding", "gzip")
		part(w, packed.Bytes(), 1)
	}}
}

// DropWell cuts the connection after a share of what h would have sent, with
// the headers that it would have sent.
func DropWell(h *Host, share float64) Fault {
	return Fault{"drop with tag", func(w http.ResponseWriter, r *http.Request, content []byte) {
		h.serve(&limited{w, int(share * float64(len(content)))}, r, content)
		_ = http.NewResponseController(w).Flush() // the client may be gone
		panic(http.ErrAbortHandler)               // how net/http wants a connection cut
	}}
}

// StallWell is DropWell with silence in place of the cut.
func StallWell(h *Host, share float64) Fault {
	return Fault{"stall with tag", func(w http.ResponseWriter, r *http.Request, content []byte) {
		h.serve(&limited{w, int(share * float64(len(content)))}, r, content)
		_ = http.NewResponseController(w).Flush() // the client may be gone
		<-r.Context().Done()
	}}
}

// limited swallows all but the first bytes.
type limited struct {
	http.ResponseWriter
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(l.room, len(p))
	l.room -= n
	_, err := l.ResponseWriter.Write(p[:n])
	return len(p), err
}

// WrongRange answers with the right range of another file.
func WrongRange() Fault {
	return Fault{"another file's range", func(w http.ResponseWriter, r *http.Request, content []byte) {
		r.Header.Del("If-Range")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(make([]byte, len(content))))
	}}
}

// OtherRange answers with a range that nobody asked for.
func OtherRange() Fault {
	return Fault{"other range", func(w http.ResponseWriter, r *http.Request, content []byte) {
		r.Header.Set("Range", "bytes=50-")
		r.Header.Del("If-Range")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}}
}
