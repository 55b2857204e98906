//go:build browser

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// host is somebody else's page, on another origin, that embeds the widget.
type host struct {
	t    *testing.T
	page *chrome.Page
}

// embed opens a host page whose body is markup; WIDGET stands for the site.
func embed(t *testing.T, b *chrome.Browser, s *site, body string, headers ...string) *host {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], strings.ReplaceAll(headers[i+1], "WIDGET", strings.TrimSuffix(s.URL, "/")))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>host</title><body>", strings.ReplaceAll(body, "WIDGET/", s.URL))
	}))
	t.Cleanup(server.Close)
	p, err := b.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	h := &host{t, p}
	t.Cleanup(func() {
		var violations []string
		h.ask("witness.violations", &violations)
		for _, v := range violations {
			policy.violations.Add(1)
			t.Errorf("the widget broke its host's policy: %s", v)
		}
		p.Close()
	})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.Run(ctx, chromedp.ActionFunc(witnessed)); err != nil {
		t.Fatal(err)
	}
	if err := p.Open(ctx, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)); err != nil {
		t.Fatal(err)
	}
	return h
}

// ask evaluates an expression of the host page.
func (h *host) ask(expression string, out any) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := h.page.Evaluate(ctx, expression, out); err != nil {
		h.t.Fatal(err)
	}
}
