package server

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Two hundred clients send a header a byte at a time, or read nothing; a good
// one is served all the same.
func TestSlowClients(t *testing.T) {
	h := httptest.NewUnstartedServer(nil)
	h.Config = Server("", testSite(t))
	h.Start()
	defer h.Close()
	for i := range 200 {
		c, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
		} else {
			fmt.Fprint(c, "GET /unclip.wasm HTTP/1.1\r\nHost: x\r\n\r\n")
		}
	}
	var times []time.Duration
	for range 100 {
		begun := time.Now()
		r, err := http.Get(h.URL + "/boot.js")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Fatalf("status %d", r.StatusCode)
		}
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	t.Logf("a good client among 200 slow ones: median %v, p99 %v", times[50], times[98])
}

// The limits that shut slow clients out, whoever changes the server.
func TestLimits(t *testing.T) {
	s := Server("", nil)
	if s.ReadHeaderTimeout != 10*time.Second || s.IdleTimeout != 120*time.Second || s.MaxHeaderBytes != 16<<10 || s.ReadTimeout != 30*time.Second {
		t.Errorf("%v %v %v %d", s.ReadHeaderTimeout, s.IdleTimeout, s.ReadTimeout, s.MaxHeaderBytes)
	}
}

// TestPathsAtLength walks through made-up paths, UNCLIP_PATHS of them or
// 100,000: pieces of attacks in any order. None may reach a secret.
func TestPathsAtLength(t *testing.T) {
	count := 100_000
	if n, err := strconv.Atoi(os.Getenv("UNCLIP_PATHS")); err == nil {
		count = n
	}
	h := testSite(t)
	pieces := []string{"/", "model", "..", ".", "secret.txt", "%2e", "%2f", "\\", "\x00", "link.txt", ".hidden.json", "notes.exe", "con", ":", "C:", "~",
		"part", "//", "\u2215", "\uff0e", "%00", ";", "?", "#", "manifest.json", "\xc0\xae", " ", "boot.js", "*", "etc/passwd"}
	state, reached := uint64(1), 0
	for range count {
		target := "/"
		for state = state*6364136223846793005 + 1442695040888963407; ; {
			target += pieces[(state>>33)%uint64(len(pieces))]
			if state = state*6364136223846793005 + 1442695040888963407; (state>>33)%5 == 0 || len(target) > 80 {
				break
			}
		}
		w := ask(h, "GET", target)
		switch body := w.Body.String(); {
		case w.Code == http.StatusOK && body != "1" && body != "{}":
			t.Fatalf("%q: %q", target, body)
		case w.Code == http.StatusOK:
			reached++
		}
	}
	t.Logf("%d paths, %d reached a file of the site, none another", count, reached)
}
