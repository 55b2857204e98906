//go:build browser

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// TestGPUMemoryEnds leaves Chromium's GPU process the memory that it has and no
// more. It ends itself at the next allocation that needs some, as all of Chromium's
// processes do; the one behind it makes the same picture.
func TestGPUMemoryEnds(t *testing.T) {
	b := chromium(t, chrome.Options{Flags: map[string]any{"disable-gpu-process-crash-limit": true, "disable-domain-blocking-for-3d-apis": true}})
	w := newWorker(t, b, newSite(t))
	want, before := w.draw(settings(1, "7", 20))[0], gpuProcess(t, b)
	confine(t, before)
	got := w.draw(settings(1, "7", 20))[0]
	if !bytes.Equal(got.RGBA, want.RGBA) {
		t.Error("another picture")
	}
	if gpuProcess(t, b) == before {
		t.Error("the GPU process found memory after all")
	}
	t.Logf("%.0f ms, in peace %.0f", got.Millis, want.Millis)
}

// confine lets a process map no more memory than it has.
func confine(t *testing.T, pid int64) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	mapped := regexp.MustCompile(`VmData:\s+(\d+) kB`).FindSubmatch(text)
	if mapped == nil {
		t.Fatalf("process %d has no memory: %s", pid, text)
	}
	// The soft limit, a little below what is mapped already.
	if out, err := exec.Command("prlimit", fmt.Sprintf("--pid=%d", pid), fmt.Sprintf("--data=%s000:", mapped[1])).CombinedOutput(); err != nil {
		t.Fatalf("prlimit of util-linux: %v: %s", err, out)
	}
}

// gpuProcess is the id of the browser's GPU process.
func gpuProcess(t *testing.T, b *chrome.Browser) int64 {
	t.Helper()
	var list []*systeminfo.ProcessInfo
	err := b.Page().Run(t.Context(), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		list, err = systeminfo.GetProcessInfo().Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
		return err
	}))
	for _, p := range list {
		if p.Type == "GPU" {
			return p.ID
		}
	}
	t.Fatalf("no GPU process among %d: %v", len(list), err)
	return 0
}
