//go:build !js

package fetch_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"unclip/wasm/fetch"
	"unclip/wasm/fetch/fetchtest"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// content is n bytes that differ from place to place.
func content(n, seed int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*7 + i>>8 + seed*31)
	}
	return p
}

// steady takes the middle of every jitter.
var steady = fetch.Policy{Random: func() float64 { return 0.5 }}

// stage runs a test under a fake clock with hosts named h0, h1, … on a network
// in memory; the last is home.
func stage(t *testing.T, hosts []*fetchtest.Host, policy fetch.Policy, run func(*testing.T, *fetch.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		route := http.NewServeMux()
		var bases []string
		for i, h := range hosts {
			name := "h" + string(rune('0'+i))
			route.Handle(name+"/", h)
			bases = append(bases, "http://"+name)
		}
		client, stop := fetchtest.Piped(route)
		defer stop()
		c, err := fetch.New(fetchtest.Transport{Client: client}, policy, bases[len(bases)-1], bases[:len(bases)-1]...)
		if err != nil {
			t.Fatal(err)
		}
		run(t, c)
	})
}

// tally counts progress and complains when it leaves [0, total].
type tally struct {
	t     *testing.T
	total int
	mu    sync.Mutex
	done  int
}

func (c *tally) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done += n
	if c.done < 0 || c.done > c.total {
		c.t.Errorf("progress %d of %d", c.done, c.total)
	}
}

func wantBytes(t *testing.T, b gpu.Bytes, want []byte) {
	t.Helper()
	got, err := store.ReadAll(b)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v; want %d, or other content", len(got), err, len(want))
	}
}

// ranges lists the Range headers of the requests so far.
func ranges(h *fetchtest.Host) string {
	var all []string
	for _, r := range h.Log() {
		all = append(all, strings.TrimPrefix(r.Range, "bytes=")+ifs(r.IfRange))
	}
	return strings.Join(all, " ")
}

func ifs(tag string) string {
	if tag == "" {
		return ""
	}
	return "!"
}
