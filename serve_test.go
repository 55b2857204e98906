package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
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
