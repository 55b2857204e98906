//go:build browser

package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"unclip/tools/browsertest/chrome"
)

// forbidding is a profile of somebody who lets sites keep nothing.
func forbidding(t *testing.T) string {
	t.Helper()
	profile := t.TempDir()
	folder := filepath.Join(profile, "Default")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	const blocked = `{"profile": {"default_content_setting_values": {"cookies": 2}}}`
	if err := os.WriteFile(filepath.Join(folder, "Preferences"), []byte(blocked), 0o644); err != nil {
		t.Fatal(err)
	}
	return profile
}

// TestStorageForbidden visits with a browser that refuses IndexedDB, localStorage,
// locks and the service worker: the page says that the model lasts for this visit,
// and draws.
func TestStorageForbidden(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{Profile: forbidding(t)}, "page: history: the browser did not store it"), s)
	var refused string
	v.ask(`new Promise((tell) => { try { const r = indexedDB.open("x"); r.onsuccess = () => tell(""); r.onerror = () => tell(r.error.name); } catch (e) { tell(e.name); } })`, &refused)
	if refused == "" {
		t.Fatal("the browser keeps data after all")
	}
	t.Log("IndexedDB: ", refused)
	v.install()
	v.badge(say.Visit)
	if !v.seen().line(say.StatusVisit) {
		t.Errorf("the page never said: %s", say.StatusVisit)
	}
	v.dial("steps", 4)
	v.generate("red apple")
	checkCanvas(v)
	v.enter(historyMode)
	v.until(`document.querySelector("#passing").checkVisibility() && document.querySelectorAll(".tile").length === 1`)
}

// TestStorageReset comes upon a database of models that lacks all that belongs in
// it: the model is of this visit, until the visitor lets the page reset it.
func TestStorageReset(t *testing.T) {
	s := newSite(t)
	v := visit(t, chromium(t, chrome.Options{}), s)
	v.label("Get the model")
	var spoilt bool
	v.ask(`new Promise((tell) => { indexedDB.deleteDatabase("unclip").onsuccess = () => {
		indexedDB.open("unclip", 1).onsuccess = ({ target: { result: db } }) => { db.close(); tell(true); }; }; })`, &spoilt)
	v.do(chromedp.Reload())
	v.label("Get the model")
	v.enter(settingsMode)
	v.until(`document.querySelector("#stuck").checkVisibility()`)
	photograph(v, "stuck")
	v.tap("#reset-storage")
	photograph(v, "reset")
	v.tap("#reset-yes")
	v.until(`!document.querySelector("#reset-storage").checkVisibility()`)
	v.enter(1)
	v.install()
	v.badge(say.Offline)
}

// TestWidgetStorageForbidden draws with an element in such a browser: the engine
// keeps the model as long as its frame lives, and no longer.
func TestWidgetStorageForbidden(t *testing.T) {
	b := chromium(t, chrome.Options{Profile: forbidding(t)})
	inBothModes(t, func(t *testing.T, element string) {
		s := newSite(t)
		for range 2 {
			h := embed(t, b, s, element)
			for _, first := range []bool{true, false} {
				var d drawing
				h.ask(drawn+`(document.querySelector("unclip-image"))`, &d)
				d.check(t)
				if sent := s.weights(); len(sent) > 0 != first {
					t.Errorf("first picture of its page: %t, downloaded: %v", first, sent)
				}
			}
		}
	})
}

// TestPersistence grants what the page asks for when the model comes, or does not:
// the settings say which.
func TestPersistence(t *testing.T) {
	for name, c := range map[string]struct {
		setting browser.PermissionSetting
		words   string
	}{"granted": {browser.PermissionSettingGranted, say.Kept}, "denied": {browser.PermissionSettingDenied, say.NotKept}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			b := chromium(t, chrome.Options{})
			v := visit(t, b, s)
			v.do(chromedp.ActionFunc(func(ctx context.Context) error {
				return browser.SetPermission(&browser.PermissionDescriptor{Name: "persistent-storage"}, c.setting).
					WithOrigin(strings.TrimSuffix(s.URL, "/")).Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
			}))
			v.install()
			v.enter(settingsMode)
			v.until(`document.querySelector("#persistence").textContent === ` + quote(c.words))
			var asks bool
			v.ask(`document.querySelector("#ask-keep").checkVisibility()`, &asks)
			if asks != (c.words == say.NotKept) {
				t.Errorf("the page offers to ask: %t", asks)
			}
		})
	}
}

// TestWidgetNoRoom draws with an element whose frame may keep less than the model
// needs: it does without, and downloads again the next time.
func TestWidgetNoRoom(t *testing.T) {
	s, b := newSite(t), chromium(t, chrome.Options{})
	s.URL = strings.Replace(s.URL, "127.0.0.1", "localhost", 1) // the host's site, since quotas are set for frames of their own site only
	const element = script + `<unclip-image prompt="red apple" seed="7"></unclip-image>`
	for range 2 {
		h := embed(t, b, s, element)
		if err := h.page.Quota(t.Context(), strings.TrimSuffix(s.URL, "/"), 100_000); err != nil {
			t.Fatal(err)
		}
		var d drawing
		h.ask(drawn+`(document.querySelector("unclip-image"))`, &d)
		d.check(t)
		if sent := s.weights(); len(sent) == 0 {
			t.Error("the model was kept in spite of the quota")
		}
	}
}
