//go:build browser

package e2e

import (
	_ "embed"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

//go:embed artist.js
var artist string

// TestArtist: the widget's frame keeps a job through a download that is refused and
// begun again, and ends both when it is told to, whichever is ahead.
func TestArtist(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	type play struct{ Asked, Told string }
	var got map[string]play
	embed(t, b, s, "").ask(strings.TrimSpace(artist)+"("+quote(s.URL+"engine.js")+")", &got)
	for name, want := range map[string]play{
		"no room, before a byte has come": {"hello, install device, generate 1, install visit, generate 2",
			"state idle, state installing, state idle, state installing, progress apple"},
		"stopped as it overtakes": {"hello, install device, generate 1, cancel 1, cancel 0, cancel 0, install device",
			"state idle, state installing, state generating, error apple cancelled, state installing, error cancelled, state idle, state installing"},
		"asked too early, and twice": {"hello, generate 1",
			"error apple busy, state idle, error apple busy, state ready, error pear busy"},
		"the engine dies": {"hello, generate 1",
			"state ready, error apple worker-failed, state failed, error apple busy"},
		"the GPU keeps silent":      {"hello", "state ready"},
		"the engine does not start": {"", "error worker-failed, state failed"},
	} {
		asked, _ := strings.CutPrefix(got[name].Asked, ", ") // the module has no kind
		if asked != want.Asked || got[name].Told != want.Told {
			t.Errorf("%s:\nasked %s\nwant  %s\ntold %s\nwant %s", name, asked, want.Asked, got[name].Told, want.Told)
		}
	}
}
