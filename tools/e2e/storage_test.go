//go:build browser

package e2e

import (
	"archive/tar"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
	"unclip/wasm/bridge"
)

// badge waits until the page's promise reads so; blank is none.
func (v *visitor) badge(text string) {
	v.t.Helper()
	v.until(fmt.Sprintf(`(b => b && (b.hidden ? "" : b.textContent) === %s)(document.querySelector("#badge"))`, quote(text)))
}

// tap presses an element that may lie outside of the window.
func (v *visitor) tap(selector string) {
	v.t.Helper()
	v.until(fmt.Sprintf(`(e => e && !e.disabled && !e.closest("[hidden]"))(document.querySelector(%s))`, quote(selector)))
	v.ask(fmt.Sprintf(`document.querySelector(%s).click()`, quote(selector)), nil)
}

// Places in the rail.
const (
	historyMode  = 6
	settingsMode = 7
)

// TestNoRoom gives the site less room than the model needs: the page says so, and
// offers the model for the visit. (Chromium promises more than it gives, so that
// this comes to light while the model comes.)
func TestNoRoom(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.do(storage.OverrideQuotaForOrigin(strings.TrimSuffix(s.URL, "/")).WithQuotaSize(100_000))
	v.press()
	v.until(`document.querySelector(".problem")?.hidden === false`)
	checkPanel(v, bridge.NoSpace)
	photograph(v, "no-room")
	v.tap("#for-visit")
	v.label("Generate")
	v.badge(say.Visit)
	v.dial("steps", 4)
	v.generate("red apple")
	checkCanvas(v)
	photograph(v, "this-visit")
	v.do(chromedp.Reload())
	v.label("Get the model")
}

// TestImport brings the model from files: wrong, missing and right ones. Then it
// deletes the model.
func TestImport(t *testing.T) {
	s, files := withheld(t)
	prior, text := s.shard("prior"), s.shard("text")
	s.fail(s.manifest.Tokenizer, missing)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.enter(settingsMode)
	v.chooses(spoilt(t, files, prior))
	v.wrong(prior + " is not the file that the manifest lists")
	v.chooses(without(files, text))
	v.wrong(text + " is not among the chosen files")
	photograph(v, "import-wrong")
	v.chooses(files)
	v.until(`document.querySelector("#whereabouts").textContent.endsWith("on this device")`)
	v.badge(say.Offline)
	photograph(v, "imported")
	v.label("Generate")
	for name, n := range s.weights() {
		if name != s.manifest.Tokenizer { // which the page counts tokens with
			t.Errorf("%d bytes of %s were sent besides", n, name)
		}
	}
	v.tap("#remove")
	photograph(v, "remove")
	v.tap("#remove-yes")
	v.label("Get the model")
	v.badge("")
	var left int
	v.ask(`new Promise((tell) => { indexedDB.open("unclip").onsuccess = ({ target: { result: db } }) => {
		db.transaction("shards").objectStore("shards").count().onsuccess = ({ target }) => { db.close(); tell(target.result); }; }; })`, &left)
	if left != 0 {
		t.Errorf("%d files stay behind", left)
	}
	v.do(chromedp.Reload())
	v.label("Get the model")
}

// TestImportArchive brings the model from one file: a damaged one, one with a file
// that is wrong, and the right one. Only what the page counts tokens with is fetched.
func TestImportArchive(t *testing.T) {
	s, files := withheld(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	v.enter(settingsMode)
	v.chooses([]string{spoil(t, archived(t, files), 0)})
	v.wrong("model.tar is not a plain .tar file of a model, or it is damaged")
	v.chooses([]string{archived(t, spoilt(t, files, s.shard("prior")))})
	v.wrong(s.shard("prior") + " is not the file that the manifest lists")
	v.chooses([]string{archived(t, files)})
	v.until(`document.querySelector("#whereabouts").textContent.endsWith("on this device")`)
	v.badge(say.Offline)
	v.label("Generate")
	for name, n := range s.weights() {
		if name != s.manifest.Tokenizer {
			t.Errorf("%d bytes of %s were sent besides", n, name)
		}
	}
}

// withheld is a site that gives away no weights, and the files of its model.
func withheld(t *testing.T) (*site, []string) {
	t.Helper()
	s := newSite(t)
	for _, shard := range s.manifest.Shards {
		s.fail(shard.File, missing)
	}
	files, err := filepath.Glob(filepath.Join(s.folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return s, files
}

// archived puts files into one.
func archived(t *testing.T, files []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.tar")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := tar.NewWriter(out)
	defer w.Close()
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err == nil {
			err = w.WriteHeader(&tar.Header{Name: filepath.Base(f), Mode: 0o644, Size: int64(len(data))})
		}
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// chooses picks files of the model.
func (v *visitor) chooses(files []string) {
	v.t.Helper()
	v.until(`!document.querySelector("#import-files").disabled`)
	v.do(chromedp.SetUploadFiles("#import-files", files, chromedp.ByQuery))
}

// wrong waits for the page to say so, and takes note.
func (v *visitor) wrong(words string) {
	v.t.Helper()
	v.until(`document.querySelector("#model-problem")?.hidden === false`)
	if text := v.text("#model-problem"); !strings.Contains(text, words) {
		v.t.Errorf("the page says %q, not %q", text, words)
	}
	v.tap("#model-problem button:last-child")
	v.until(`document.querySelector("#model-problem").hidden`)
}

// without leaves a file out.
func without(files []string, name string) (rest []string) {
	for _, f := range files {
		if filepath.Base(f) != name {
			rest = append(rest, f)
		}
	}
	return rest
}

// spoilt has one bit of a file changed.
func spoilt(t *testing.T, files []string, name string) []string {
	t.Helper()
	return append(without(files, name), spoil(t, filepath.Join(filepath.Dir(files[0]), name), 0.5))
}

// spoil copies a file with one bit changed, at a part of its length.
func spoil(t *testing.T, file string, part float64) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[int(float64(len(data))*part)] ^= 1
	path := filepath.Join(t.TempDir(), filepath.Base(file))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
