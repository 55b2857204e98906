//go:build browser

package e2e

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
	"unclip/web/words"
)

// The ways a file of the model goes wrong on its way.
func missing(w http.ResponseWriter, _ *http.Request, _ []byte) {
	http.Error(w, "There is nothing here.", http.StatusNotFound)
}

func broken(w http.ResponseWriter, _ *http.Request, _ []byte) {
	http.Error(w, "Out of order.", http.StatusInternalServerError)
}

func cut(w http.ResponseWriter, _ *http.Request, _ []byte) { panic(http.ErrAbortHandler) }

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
	const shard, merges, manifest = "prior", "merges", "manifest.json" // the first two stand for the files' names
	b := chromium(t, chrome.Options{})
	for _, c := range []struct {
		name, file string
		fault      fault
		problem    string // code of the words that the panel shows
	}{
		{"missing shard", shard, missing, bridge.Refused},
		{"broken server", shard, broken, bridge.Refused},
		{"truncated shard", shard, truncated, bridge.CutShort},
		{"flipped bit", shard, flipped, bridge.BadModel},
		{"oversized shard", shard, oversized, bridge.BadModel},
		{"captive page", shard, captive, bridge.SignIn},
		{"cut connection", shard, cut, bridge.NoNetwork},
		{"missing merges", merges, missing, bridge.Refused},
		{"missing manifest", manifest, missing, bridge.NoModel},
		{"broken server of the manifest", manifest, broken, bridge.Refused},
		{"garbage manifest", manifest, garbage, bridge.BadModel},
		{"captive manifest", manifest, captive, bridge.SignIn},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			switch c.file {
			case shard:
				c.file = s.shard(shard)
			case merges:
				c.file = s.manifest.Tokenizer
			}
			s.fail(c.file, c.fault)
			v := visit(t, b, s)
			if c.file != manifest {
				v.label("Get the model")
				v.press()
			}
			v.until(`document.querySelector(".problem")?.hidden === false`)
			checkPanel(v, c.problem)
			s.weights()
			s.fail(c.file, nil)
			recovers(v, c.file == manifest)
			for name, n := range s.weights() {
				if c.file != manifest && (name != c.file || n > s.size(name)) {
					t.Errorf("%d bytes of %s were fetched again", n, name)
				}
			}
			if problem := v.text(".problem"); problem != "" {
				t.Errorf("the panel stays: %s", problem)
			}
		})
	}
}

// checkPanel wants all that the page has to say of a problem: what happened, what
// is safe, what to do.
func checkPanel(v *visitor, code string) {
	v.t.Helper()
	panel := strings.Join(strings.Fields(v.text(".problem")), " ")
	v.t.Logf("the panel says: %s", panel)
	want, _ := words.ForTag("en").Problems.Of(code)
	if got := v.text(".problem-title"); got != want.Title {
		v.t.Errorf("the panel is titled %q, want %q", got, want.Title)
	}
	for _, text := range []string{want.Message, want.Advice} {
		if text == "" || !strings.Contains(panel, text) {
			v.t.Errorf("the panel lacks %q", text)
		}
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
		v.label("Resume")
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
