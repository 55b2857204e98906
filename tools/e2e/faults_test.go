//go:build browser

package e2e

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// The ways a file of the model goes wrong on its way.
func missing(w http.ResponseWriter, _ *http.Request, _ []byte) {
	http.Error(w, "There is nothing here.", http.StatusNotFound)
}

func truncated(w http.ResponseWriter, _ *http.Request, content []byte) {
	w.Write(content[:len(content)/2])
}

func flipped(w http.ResponseWriter, _ *http.Request, content []byte) {
	content = bytes.Clone(content)
	content[len(content)/2] ^= 1
	w.Write(content)
}

func oversized(w http.ResponseWriter, _ *http.Request, content []byte) {
	w.Write(append(bytes.Clone(content), make([]byte, 1000)...))
}

func captive(w http.ResponseWriter, _ *http.Request, _ []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte("<!doctype html><title>Sign in</title>Welcome to our network."))
}

func garbage(w http.ResponseWriter, _ *http.Request, _ []byte) {
	w.Write([]byte(`{"format": 1, "name": "tiny", "shards": [{"file": "../../etc/passwd", "bytes": -1}]}`))
}

// TestFaults lets one file fail; the page must say what happened, and once the
// file is well, fetch it and nothing else.
func TestFaults(t *testing.T) {
	const shard, manifest = "prior-000.safetensors", "manifest.json"
	b := chromium(t, chrome.Options{})
	for _, c := range []struct {
		name, file   string
		fault        fault
		title, words string // of the panel
	}{
		{"missing shard", shard, missing, "The download stopped", "What has arrived is kept"},
		{"truncated shard", shard, truncated, "The model is damaged", "so it was not used"},
		{"flipped bit", shard, flipped, "The model is damaged", "so it was not used"},
		{"oversized shard", shard, oversized, "The model is damaged", "so it was not used"},
		{"captive page", shard, captive, "The download stopped", "What has arrived is kept"},
		{"missing merges", "merges.txt", missing, "The download stopped", "What has arrived is kept"},
		{"missing manifest", manifest, missing, "There is no model here", "manifest.json"},
		{"garbage manifest", manifest, garbage, "The model is damaged", "so it was not used"},
		{"captive manifest", manifest, captive, "The download stopped", "What has arrived is kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.fail(c.file, c.fault)
			v := visit(t, b, s)
			if c.file != manifest {
				v.label("Get the model")
				v.press()
			}
			v.until(`document.querySelector(".problem")?.hidden === false`)
			checkPanel(v, c.title, c.words)
			s.weights()
			s.fail(c.file, nil)
			recovers(v, c.file == manifest)
			for name, n := range s.weights() {
				if c.file != manifest && (name != c.file || n != s.size(name)) {
					t.Errorf("%d bytes of %s were fetched again", n, name)
				}
			}
			if problem := v.text(".problem"); problem != "" {
				t.Errorf("the panel stays: %s", problem)
			}
		})
	}
}

func checkPanel(v *visitor, title, words string) {
	v.t.Helper()
	panel := v.text(".problem")
	v.t.Logf("the panel says: %s", strings.Join(strings.Fields(panel), " "))
	if got := v.text(".problem-title"); got != title {
		v.t.Errorf("the panel is titled %q, want %q", got, title)
	}
	if !strings.Contains(panel, words) {
		v.t.Errorf("the panel lacks %q", words)
	}
}

// recovers presses what the page offers after a fault until it is ready.
func recovers(v *visitor, restart bool) {
	v.t.Helper()
	if restart {
		v.label("Try again")
		v.press()
		v.label("Get the model")
	} else {
		v.label("Get the rest")
	}
	v.press()
	v.label("Generate")
}

// size is how large a file of the model is.
func (s *site) size(name string) int64 {
	for _, shard := range s.manifest.Shards {
		if shard.File == name {
			return shard.Bytes
		}
	}
	for _, f := range s.manifest.Files {
		if f.File == name {
			return f.Bytes
		}
	}
	return -1
}
