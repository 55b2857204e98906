//go:build browser

package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
	"unclip/web/release"
	"unclip/web/server"
)

// pageSources are the files of the page before they are released.
func pageSources(t *testing.T) []server.File {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	files, err := server.Build{Root: root}.Page(1)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// update puts another release on the site. Files that spoil names keep their
// old content, as on a host that is half-way through.
func (s *site) update(t *testing.T, mark string, spoil ...string) {
	t.Helper()
	sources, folder := pageSources(t), t.TempDir()
	for i, f := range sources {
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		switch f.Name {
		case "boot.js", "worker.js":
			data = append(data, "\nglobalThis.releaseMark = \""+mark+"\";\n"...)
		case "index.html":
			data = bytes.Replace(data, []byte("<title>"), []byte("<title>"+mark+" "), 1)
		default:
			continue
		}
		sources[i].Path = filepath.Join(folder, f.Name)
		if err := os.WriteFile(sources[i].Path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, err := release.Assemble(sources, folder, release.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f server.File) bool { return slices.Contains(spoil, strings.Split(f.Name, ".")[0]) })
	s.renew(t, server.Config{Files: files})
}

// release is which release a tab runs: its title, its script, its worker.
func (v *visitor) release() string {
	v.t.Helper()
	var marks string
	v.ask(`(async () => {
		const title = document.title.split(" ")[0];
		const worker = performance.getEntriesByType("resource").map((e) => e.name).find((n) => /\/worker\.[0-9a-f]+\.js$/.test(n));
		const text = await (await fetch(worker)).text();
		return [title, globalThis.releaseMark ?? "none", text.match(/releaseMark = "(\w+)"/)?.[1] ?? "none"].join(" ");
	})()`, &marks)
	return marks
}

func (v *visitor) runs(want string) {
	v.t.Helper()
	if got := v.release(); got != want {
		v.t.Errorf("the tab runs %q, want %q", got, want)
	}
}

// TestUpdates lets a release arrive while a tab is open: the tab keeps its own,
// files that the server has no more included; a release that comes in pieces is
// not taken; the next one is, whole.
func TestUpdates(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{})
	s.update(t, "one")
	first := visit(t, b, s)
	first.label("Get the model")
	first.keeps()
	first.reload() // from here on the page is kept
	first.runs("one one one")

	s.update(t, "two", "worker")
	first.ask(updated, nil)
	second := visit(t, b, s)
	second.label(say.UseHere)
	second.runs("one one one") // half a release is none

	s.update(t, "three")
	first.ask(updated, nil)
	first.ask(`(async () => { const r = await navigator.serviceWorker.getRegistration(); while (!r.waiting) await new Promise((go) => setTimeout(go, 50)); })()`, nil)
	second.do(chromedp.Reload())
	second.label(say.UseHere)
	second.runs("one one one") // the first tab still needs it
	first.runs("one one one")
	second.do(chromedp.Navigate("about:blank"))
	first.do(chromedp.Reload())
	first.settles("three ")
	first.label("Get the model")
	first.runs("three three three")
	first.ask(onlyOne, nil)
}

// TestModelUpdates lets another version of the model arrive while a tab is open: a
// stage that the tab has not fetched yet comes from its own version, which still lies
// there under its digests. A tab that is opened later gets the new version.
func TestModelUpdates(t *testing.T) {
	s := newSite(t)
	b := chromium(t, chrome.Options{})
	v := visit(t, b, s)
	v.install()
	v.dial("steps", 4)
	v.dial("prior-steps", 4)
	s.weights()
	before := s.shard("upsample")
	s.manifest = writeVersion(t, s.folder, "2", 1.01)
	v.click("input[value='256']")
	v.generate("red apple")
	if sent := s.weights(); sent[before] == 0 || sent[s.shard("upsample")] > 0 {
		t.Errorf("%v were sent, want %s", sent, before)
	}
	v.do(chromedp.Reload())
	v.label("Resume") // the merges are the same
	v.press()
	v.label("Generate")
	if sent := s.weights(); sent[s.shard("prior")] == 0 {
		t.Errorf("%v were sent, want the new version", sent)
	}
}

// onlyOne waits until one release alone is kept.
const onlyOne = `(async () => { while ((await caches.keys()).length !== 1) await new Promise((go) => setTimeout(go, 50)); })()`

// updated looks for a newer release; one that cannot be had is no error here.
const updated = `navigator.serviceWorker.getRegistration().then((r) => r.update()).catch(() => {})`

// reload loads the page again and waits until it is there.
func (v *visitor) reload() {
	v.t.Helper()
	v.do(chromedp.Reload())
	v.label("Get the model")
}

// settles waits for a title through reloads that the page's keeper may cause.
func (v *visitor) settles(title string) {
	v.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		var now string
		// An answer gets lost when the page goes while it is asked.
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		err := v.page.Evaluate(ctx, "document.title", &now)
		cancel()
		if err == nil && strings.HasPrefix(now, title) {
			return
		}
	}
	v.t.Errorf("the title never began with %q", title)
}
