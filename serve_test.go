package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"unclip/web/server"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-addr", "127.0.0.1:9", "-model", "m", "-open", "-mirror", "https://a/", "-mirror", "https://b/", "-embed", "https://c"})
	if err != nil || !reflect.DeepEqual(o, options{addr: "127.0.0.1:9", model: "m", open: true, others: server.Others{Mirrors: server.Mirrors{"https://a/", "https://b/"}, Embedders: server.Embedders{"https://c"}}}) {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := parse([]string{"-mirror", "https://a/?x"}); err == nil {
		t.Error("took a mirror that is no folder")
	}
	if _, err := parse([]string{"-embed", "https://a/page"}); err == nil {
		t.Error("took a page for an origin")
	}
	if o, _ := parse(nil); o.addr != "127.0.0.1:8080" {
		t.Errorf("listens on %s", o.addr)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server.Server("", server.New(server.Config{})), listener) }()
	answer, err := http.Get("http://" + listener.Addr().String() + "/nothing")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if !strings.Contains(answer.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("answered with %v", answer.Header)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestServeLetsAnswersFinish ends a server in the middle of an answer, which the
// visitor still gets whole.
func TestServeLetsAnswersFinish(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	rest := make(chan struct{})
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		http.NewResponseController(w).Flush()
		<-rest
		io.WriteString(w, " and half")
	})
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server.Server("", answer), listener) }()
	got, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	stop()
	select {
	case err := <-ended:
		t.Fatalf("the server ended before its answer: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	close(rest)
	if text, err := io.ReadAll(got.Body); string(text) != "half and half" || err != nil {
		t.Errorf("the visitor got %q, %v", text, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A folder that is asked for and holds no model ends the command; a missing embedded
// model does not.
func TestModelThatIsAskedFor(t *testing.T) {
	empty := t.TempDir()
	for _, c := range []struct {
		folder, root string
		opened, good bool
	}{
		{filepath.Join("models", "sticker"), empty, true, true}, {"", ".", true, true}, {"", empty, false, true},
		{empty, ".", false, false}, {filepath.Join(empty, "none"), ".", false, false},
	} {
		model, err := openModel(c.folder, c.root)
		if (err == nil) != c.good || c.opened && model == nil {
			t.Errorf("%q in %s: %v, %v", c.folder, c.root, model, err)
		}
		if err != nil && !strings.Contains(err.Error(), "-model") {
			t.Errorf("%q: %v", c.folder, err)
		}
		if model != nil {
			model.Close()
		}
	}
}

func TestLink(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080/", "0.0.0.0:80": "http://localhost:80/", "[::]:8080": "http://localhost:8080/",
		"[::1]:8080": "http://[::1]:8080/", "192.168.1.2:99": "http://192.168.1.2:99/",
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := link(tcp); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

func TestTerminationEndsTheServer(t *testing.T) {
	ctx, stop := untilStopped(t.Context())
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(syscall.SIGTERM); err != nil {
		t.Skip("no signals here:", err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Error("goes on")
	}
}
