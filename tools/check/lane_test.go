package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLanesAreDescribed wants every lane in ARCHITECTURE.md, in the same order.
func TestLanesAreDescribed(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n## Test lanes")
	for _, l := range lanes {
		var found bool
		if _, rest, found = strings.Cut(rest, "\n| "+l.name+" | "); !found {
			t.Fatalf("ARCHITECTURE.md does not describe the lane %s in its place", l.name)
		}
	}
}

// TestSummaryIsOneObject pins what -json prints.
func TestSummaryIsOneObject(t *testing.T) {
	got, err := json.Marshal(sum([]result{{"format", true, 1.5}, {"native", false, 2}}))
	want := `{"lanes":[{"lane":"format","ok":true,"seconds":1.5},{"lane":"native","ok":false,"seconds":2}],"passed":1,"failed":1}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

// Without nginx and Caddy the browser lane runs, but for the test that needs them.
func TestHostsAreLeftOut(t *testing.T) {
	for _, c := range []struct {
		home string
		err  error
		env  []string
		skip string
	}{{"/opt/hosts", nil, []string{"UNCLIP_HOSTS=/opt/hosts"}, ""}, {"", errors.New("no nginx"), nil, "^TestHosts$"}} {
		if env, skip := hosts(c.home, c.err); !slices.Equal(env, c.env) || skip != c.skip {
			t.Errorf("%q, %v: %q, %q", c.home, c.err, env, skip)
		}
	}
}

// A browser under any name that the tests know is found, and told to the scripts.
func TestChromiumIsFound(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "google-chrome-stable")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	for _, set := range []string{"", "google-chrome-stable", path} {
		t.Setenv("CHROME", set)
		if err := prepareChromium(); err != nil || os.Getenv("CHROME") != path {
			t.Errorf("%q: %q, %v", set, os.Getenv("CHROME"), err)
		}
	}
	t.Setenv("CHROME", filepath.Join(folder, "none"))
	if err := prepareChromium(); err == nil || !strings.Contains(err.Error(), "CHROME") {
		t.Errorf("a browser that is not there: %v", err)
	}
}
