//go:build browser

package e2e

import (
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"unclip/tools/browsertest/chrome"
)

//go:embed protocol.js
var protocol string

// TestProtocol throws messages at the rules of the widget's protocol:
// UNCLIP_MESSAGES of them, or a million.
func TestProtocol(t *testing.T) {
	count := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("UNCLIP_MESSAGES")); err == nil {
		count = n
	}
	s, b := newSite(t), chromium(t, chrome.Options{})
	var got struct {
		Passed, Refused, Allowed int
		Problems                 []string
		Told                     string
	}
	embed(t, b, s, "").ask(fmt.Sprintf("%s(%s, %d, 1)", strings.TrimSpace(protocol), quote(s.URL+"protocol.js"), count), &got)
	t.Logf("%d passed, %d refused", got.Passed, got.Refused)
	if len(got.Problems) > 0 || got.Passed+got.Refused != count || got.Passed == 0 {
		t.Errorf("%+v", got)
	}
	if want := "not-ours same-origin bad-request hello not-ours install hello"; got.Told != want {
		t.Errorf("the door says %q, want %q", got.Told, want)
	}
	if got.Allowed != 30 {
		t.Errorf("%d messages in three seconds", got.Allowed)
	}
}
