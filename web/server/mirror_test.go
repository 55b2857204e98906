package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestMirrorsAreFoldersOfOtherHosts(t *testing.T) {
	for address, good := range map[string]bool{
		"https://a.example/": true, "https://a.example:8443/unclip/1.0/": true, "https://[2001:db8::1]/": true,
		"http://localhost:8080/": true, "http://127.0.0.1/model/": true, "http://[::1]:9/": true,
		"": false, "/model/": false, "//a.example/": false, "a.example/": false, "https:///": false,
		"http://a.example/": false, "ftp://a.example/": false, "javascript:alert(1)/": false, "data:text/html,/": false,
		"https://a.example": false, "https://a.example/unclip": false, "https://a.example/?x/": false, "https://a.example/#x/": false,
		"https://me:secret@a.example/": false, "https://a.example/; script-src */": false, "https://a.example/'/": false,
		"https://a.example/\"/": false, "https://a.example/\n/": false, "https://*.example/": false, "https://a.example/%20/": false,
		"https://a.example, https://b.example/": false, "https://ä.example/": false, "https://a.example:port/": false,
	} {
		var m Mirrors
		if err := m.Add(address); (err == nil) != good || len(m) > 0 != good {
			t.Errorf("%q: %v, %v", address, m, err)
		}
	}
}

func TestOriginsAreNamedOnce(t *testing.T) {
	m := Mirrors{"https://a.example/one/", "https://b.example:8443/", "https://a.example/two/"}
	if got := m.origins(); !slices.Equal(got, []string{"https://a.example", "https://b.example:8443"}) {
		t.Errorf("%q", got)
	}
}

// Documents and scripts, workers among them, may fetch from the mirrors; nothing
// else of the policy changes.
func TestPolicyNamesMirrors(t *testing.T) {
	plain, mirrored := testSite(t), testSite(t, "https://a.example/one/")
	csp := func(h http.Handler, target string) string {
		return ask(h, "GET", target).Header().Get("Content-Security-Policy")
	}
	for _, target := range []string{"/", "/boot.js"} {
		want := strings.Replace(csp(plain, target), "connect-src 'self'", "connect-src 'self' https://a.example", 1)
		if got := csp(mirrored, target); got != want || got == csp(plain, target) {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
}
