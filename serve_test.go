package main

import (
	"context"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"unclip/web/server"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-addr", "127.0.0.1:9", "-model", "m", "-open", "-mirror", "https://a/", "-mirror", "https://b/"})
	if err != nil || !reflect.DeepEqual(o, options{addr: "127.0.0.1:9", model: "m", open: true, mirrors: server.Mirrors{"https://a/", "https://b/"}}) {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := parse([]string{"-mirror", "https://a/?x"}); err == nil {
		t.Error("took a mirror that is no folder")
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
